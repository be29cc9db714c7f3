package io.coxswain.node.pod;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Sleeper;
import io.coxswain.node.runtime.ContainerRuntime;
import io.coxswain.node.runtime.PodNetwork;
import io.coxswain.node.runtime.SandboxRuntime;
import io.coxswain.node.volume.PodObjects;
import io.coxswain.node.volume.PodVolumes;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Everything a pod's worker works with.
 *
 * @param services those of a namespace
 * @param ids new identifiers of sandboxes
 * @param background runs what may take long; its results come back to the worker's thread
 */
public record NodeServices(
    NodeFacts node,
    ContainerRuntime runtime,
    SandboxRuntime sandboxes,
    PodNetwork network,
    PodVolumes volumes,
    PodObjects objects,
    Function<String, List<JsonObject>> services,
    PodReporter reporter,
    InstantSource clock,
    Sleeper sleeper,
    Supplier<String> ids,
    Executor background) {}
