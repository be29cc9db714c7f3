package main

import (
	"context"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"
)

const (
	wants     = "coxswain.io/wants-secret"
	finalizer = "coxswain.io/farewell"
)

// keeper makes a Secret for every ConfigMap that wants one, and makes it again when somebody deletes it.
type keeper struct{ client.Client }

func keepSecrets(manager ctrl.Manager) error {
	return ctrl.NewControllerManagedBy(manager).Named("keeper").For(&corev1.ConfigMap{}).Owns(&corev1.Secret{}).
		Complete(&keeper{manager.GetClient()})
}

func (k *keeper) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	var owner corev1.ConfigMap
	if err := k.Get(ctx, request.NamespacedName, &owner); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	if _, ok := owner.Labels[wants]; !ok {
		return ctrl.Result{}, nil
	}
	if owner.DeletionTimestamp != nil {
		if controllerutil.RemoveFinalizer(&owner, finalizer) {
			return ctrl.Result{}, k.Update(ctx, &owner)
		}
		return ctrl.Result{}, nil
	}
	if controllerutil.AddFinalizer(&owner, finalizer) {
		return ctrl.Result{}, k.Update(ctx, &owner)
	}
	secret := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: owner.Name, Namespace: owner.Namespace}}
	_, err := controllerutil.CreateOrUpdate(ctx, k.Client, secret, func() error {
		secret.Data = map[string][]byte{"copy": []byte(owner.Data["value"])}
		return controllerutil.SetControllerReference(&owner, secret, k.Scheme())
	})
	return ctrl.Result{}, err
}

func reconcileSecrets(ctx context.Context, c client.Client, namespace string) error {
	soon, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	return each(5, func(i int) error {
		key := client.ObjectKey{Namespace: namespace, Name: fmt.Sprint("kept-", i)}
		owner := &corev1.ConfigMap{
			ObjectMeta: metav1.ObjectMeta{Name: key.Name, Namespace: namespace, Labels: map[string]string{wants: ""}},
			Data:       map[string]string{"value": "one"},
		}
		if err := c.Create(ctx, owner); err != nil {
			return err
		}
		holds := func(value string) func() error {
			return func() error {
				var secret corev1.Secret
				if err := c.Get(soon, key, &secret); err != nil {
					return err
				}
				if string(secret.Data["copy"]) != value {
					return fmt.Errorf("secret %s holds %q instead of %q", key.Name, secret.Data["copy"], value)
				}
				return nil
			}
		}
		gone := func(object client.Object) func() error {
			return func() error {
				if err := c.Get(soon, key, object); !apierrors.IsNotFound(err) {
					return fmt.Errorf("%T %s is still there: %v", object, key.Name, err)
				}
				return nil
			}
		}
		if err := eventually(soon, holds("one")); err != nil {
			return err
		}
		if err := c.Patch(ctx, owner, client.RawPatch("application/merge-patch+json", []byte(`{"data":{"value":"two"}}`))); err != nil {
			return err
		}
		if err := eventually(soon, holds("two")); err != nil {
			return err
		}
		if err := c.Delete(ctx, &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: key.Name, Namespace: namespace}}); err != nil {
			return err
		}
		if err := eventually(soon, holds("two")); err != nil {
			return err
		}
		if err := c.Delete(ctx, owner); err != nil {
			return err
		}
		if err := eventually(soon, gone(&corev1.ConfigMap{})); err != nil {
			return err
		}
		return eventually(soon, gone(&corev1.Secret{}))
	})
}
