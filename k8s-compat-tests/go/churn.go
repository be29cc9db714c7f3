package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

const (
	writers = 8
	changes = 25
)

// each runs do for 0…n-1 at once and gathers the errors.
func each(n int, do func(i int) error) error {
	results := make(chan error, n)
	for i := range n {
		go func() { results <- do(i) }()
	}
	var all error
	for range n {
		all = errors.Join(all, <-results)
	}
	return all
}

// eventually repeats check until it is content or the context ends.
func eventually(ctx context.Context, check func() error) error {
	for {
		err := check()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func churnConfigMaps(ctx context.Context, c client.Client, namespace string, record *seen) error {
	err := each(writers, func(i int) error {
		object := &corev1.ConfigMap{
			ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprint("churn-", i), Namespace: namespace, Annotations: map[string]string{step: "0"}},
			Data:       map[string]string{"greeting": "grüß dich"},
			BinaryData: map[string][]byte{"bytes": {0, 1, 254, 255}},
		}
		if err := c.Create(ctx, object); err != nil {
			return err
		}
		for n := 1; n <= changes; n++ {
			object.Annotations[step] = strconv.Itoa(n)
			if n%2 == 0 {
				if err := c.Update(ctx, object); err != nil {
					return err
				}
				continue
			}
			patch := fmt.Sprintf(`{"metadata":{"annotations":{%q:"%d"}}}`, step, n)
			if err := c.Patch(ctx, object, client.RawPatch("application/merge-patch+json", []byte(patch))); err != nil {
				return err
			}
		}
		if object.Data["greeting"] != "grüß dich" || string(object.BinaryData["bytes"]) != "\x00\x01\xfe\xff" {
			return fmt.Errorf("ConfigMap came back changed: %v %v", object.Data, object.BinaryData)
		}
		return c.Delete(ctx, object)
	})
	if err != nil {
		return err
	}
	soon, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	return each(writers, func(i int) error {
		return eventually(soon, func() error { return record.complete(fmt.Sprint("churn-", i), changes, true) })
	})
}

func churnPods(ctx context.Context, c client.Client, namespace string, record *seen) error {
	const pods, steps = 4, 10
	err := each(pods, func(i int) error {
		zero := int64(0)
		pod := &corev1.Pod{
			ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprint("churn-", i), Namespace: namespace, Annotations: map[string]string{step: "0"}},
			Spec: corev1.PodSpec{
				TerminationGracePeriodSeconds: &zero,
				Containers:                    []corev1.Container{{Name: "pause", Image: "registry.k8s.io/pause:3.10"}},
			},
		}
		if err := c.Create(ctx, pod); err != nil {
			return err
		}
		for n := 1; n <= steps; n++ {
			patch := fmt.Sprintf(`{"metadata":{"annotations":{%q:"%d"}}}`, step, n)
			if err := c.Patch(ctx, pod, client.RawPatch("application/strategic-merge-patch+json", []byte(patch))); err != nil {
				return err
			}
		}
		running := func() error {
			if err := c.Get(ctx, client.ObjectKeyFromObject(pod), pod); err != nil {
				return err
			}
			if pod.Status.Phase != corev1.PodRunning {
				return fmt.Errorf("pod %s is %s: %v", pod.Name, pod.Status.Phase, pod.Status.Conditions)
			}
			return nil
		}
		if err := eventually(ctx, running); err != nil {
			return err
		}
		return c.Delete(ctx, pod)
	})
	if err != nil {
		return err
	}
	return each(pods, func(i int) error {
		return eventually(ctx, func() error { return record.complete(fmt.Sprint("churn-", i), steps, false) })
	})
}
