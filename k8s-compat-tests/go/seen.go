package main

import (
	"context"
	"fmt"
	"strconv"
	"sync"

	corev1 "k8s.io/api/core/v1"
	toolscache "k8s.io/client-go/tools/cache"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// step is where an object's writer counts its own changes.
const step = "coxswain.io/step"

// seen records what an informer told about the objects of one kind, in its order.
type seen struct {
	kind    string
	mu      sync.Mutex
	last    uint64
	started bool
	steps   map[string][]int
	gone    map[string]int
	wrong   []string
}

func newSeen(kind string) *seen {
	return &seen{kind: kind, steps: map[string][]int{}, gone: map[string]int{}}
}

func watch(ctx context.Context, manager ctrl.Manager, configMaps, pods *seen) error {
	for object, record := range map[client.Object]*seen{&corev1.ConfigMap{}: configMaps, &corev1.Pod{}: pods} {
		informer, err := manager.GetCache().GetInformer(ctx, object)
		if err != nil {
			return err
		}
		if _, err := informer.AddEventHandler(record); err != nil {
			return err
		}
	}
	return nil
}

func (s *seen) OnAdd(object any, initial bool) { s.note("added", object.(client.Object), initial) }
func (s *seen) OnUpdate(_, object any)         { s.note("modified", object.(client.Object), false) }
func (s *seen) OnDelete(object any) {
	if unknown, lost := object.(toolscache.DeletedFinalStateUnknown); lost {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.wrong = append(s.wrong, "the deletion of "+unknown.Key+" was missed")
		return
	}
	s.note("deleted", object.(client.Object), false)
}

func (s *seen) note(what string, object client.Object, initial bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := object.GetName()
	version, err := strconv.ParseUint(object.GetResourceVersion(), 10, 64)
	if err != nil {
		s.wrong = append(s.wrong, fmt.Sprintf("%s has resourceVersion %q", name, object.GetResourceVersion()))
	}
	if !initial && version <= s.last {
		s.wrong = append(s.wrong, fmt.Sprintf("%s %s at %d came after %d", what, name, version, s.last))
	}
	s.last = max(s.last, version)
	if what == "deleted" {
		s.gone[name]++
		return
	}
	if n, err := strconv.Atoi(object.GetAnnotations()[step]); err == nil {
		s.steps[name] = append(s.steps[name], n)
	}
}

// complete says what is missing until name went through steps 0…last and was deleted, each seen in order. An
// object that nobody else changes must show every step exactly once.
func (s *seen) complete(name string, last int, alone bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.wrong) > 0 {
		return fmt.Errorf("%s: %v", s.kind, s.wrong)
	}
	next := 0
	for _, n := range s.steps[name] {
		switch {
		case n == next:
			next++
		case n == next-1 && !alone: // somebody else's change of the same step
		default:
			return fmt.Errorf("%s %s: steps %v", s.kind, name, s.steps[name])
		}
	}
	if next != last+1 || s.gone[name] != 1 {
		return fmt.Errorf("%s %s: steps %v, seen deleted %d times", s.kind, name, s.steps[name], s.gone[name])
	}
	return nil
}
