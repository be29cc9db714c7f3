# Commands. `make` alone prints them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
NODES ?= 1
export NODES

help: ## print the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## start a cluster and show an application answering behind its Service (NODES=3 for three nodes)
	@native/run.sh

test: ## all tests: formatter, unit, integration, black box
	@native/test.sh

native: ## build target/coxswain, the one executable
	@native/build.sh

compat: ## the black-box suite with real clients against the native executable
	@k8s-compat-tests/run.sh

torture: ## kill, freeze and cut servers and PostgreSQL under load, judge every answer and event
	@k8s-compat-tests/torture.sh

bench: ## measure, and print one table
	@bench/run.sh

bench-store: ## the ledger beside etcd and plain PostgreSQL, in one run
	@bench/store.sh

format: ## repair the formatting
	@native/maven.sh -q spotless:apply

package: ## the executable and PostgreSQL in one folder, target/package
	@native/package/package.sh

package-test: ## install the package into a Debian that boots systemd in a container, and kill everything in turn
	@native/package/systemd-test.sh

clean: ## remove what was built in this checkout
	@rm -rf target k8s-compat-tests/target

.PHONY: help run test native compat torture bench bench-store format package package-test clean
