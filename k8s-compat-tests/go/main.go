// churn is an operator as its authors write them, on controller-runtime with protobuf bodies. It changes objects of
// one namespace from many goroutines, and proves that its informers saw every change once and in order, and that
// its reconciler, with leader election, owned objects and finalizers, brought everything where it belongs.
//
//	churn NAMESPACE
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"k8s.io/apimachinery/pkg/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"
)

const protobuf = "application/vnd.kubernetes.protobuf"

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: churn NAMESPACE")
		os.Exit(2)
	}
	log.SetLogger(zap.New(zap.WriteTo(os.Stderr)))
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Second)
	defer cancel()
	if err := run(ctx, os.Args[1]); err != nil {
		fmt.Println("FAILED:", err)
		os.Exit(1)
	}
	fmt.Println("PASSED")
}

func run(ctx context.Context, namespace string) error {
	config, err := ctrl.GetConfig()
	if err != nil {
		return err
	}
	config.ContentType = protobuf
	config.AcceptContentTypes = protobuf + ",application/json"
	config.QPS, config.Burst = 1000, 1000
	scheme := runtime.NewScheme()
	if err := clientgoscheme.AddToScheme(scheme); err != nil {
		return err
	}
	manager, err := ctrl.NewManager(config, ctrl.Options{
		Scheme:                        scheme,
		Cache:                         cache.Options{DefaultNamespaces: map[string]cache.Config{namespace: {}}},
		Metrics:                       server.Options{BindAddress: "0"},
		LeaderElection:                true,
		LeaderElectionID:              "churn",
		LeaderElectionNamespace:       namespace,
		LeaderElectionReleaseOnCancel: true,
	})
	if err != nil {
		return err
	}
	configMaps, pods := newSeen("ConfigMap"), newSeen("Pod")
	if err := watch(ctx, manager, configMaps, pods); err != nil {
		return err
	}
	if err := keepSecrets(manager); err != nil {
		return err
	}
	stopping, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- manager.Start(stopping) }()
	defer func() { stop(); <-ended }()
	select {
	case <-manager.Elected():
	case err := <-ended:
		ended <- err
		return fmt.Errorf("the manager ended: %w", err)
	case <-ctx.Done():
		return fmt.Errorf("not elected leader in time")
	}
	direct, err := client.New(config, client.Options{Scheme: scheme})
	if err != nil {
		return err
	}
	if err := churnConfigMaps(ctx, direct, namespace, configMaps); err != nil {
		return err
	}
	if err := churnPods(ctx, direct, namespace, pods); err != nil {
		return err
	}
	return reconcileSecrets(ctx, direct, namespace)
}
