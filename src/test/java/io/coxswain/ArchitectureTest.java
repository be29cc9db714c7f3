package io.coxswain;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The rules of docs/design: rings, places for effects, injected clock and randomness. */
@AnalyzeClasses(packages = "io.coxswain", importOptions = ArchitectureTest.ProgramOnly.class)
class ArchitectureTest {
  /** Leaves out the tests, wherever they were compiled to. */
  static final class ProgramOnly implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/test-classes/") && !location.contains("/test/");
    }
  }

  private static final String ROOT = "io.coxswain.";
  private static final String[] VOCABULARY =
      packages("json", "kube", "schema", "patch", "cel", "pki", "wire");
  private static final String[] CONTROL_PLANE = packages("store", "cache", "api", "cluster");
  private static final String[] CLIENTS = packages("client", "controller", "scheduler", "node");
  private static final String[] EDGES = packages("ops", "cli", "role");
  private static final String[] EVENT_LOOPS = packages("store", "cache", "api");

  private static String[] packages(String... names) {
    String[] out = new String[names.length];
    for (int i = 0; i < names.length; i++) {
      out[i] = ROOT + names[i] + "..";
    }
    return out;
  }

  private static String[] concat(String[]... lists) {
    return java.util.Arrays.stream(lists).flatMap(java.util.Arrays::stream).toArray(String[]::new);
  }

  @ArchTest
  static final ArchRule theVocabularyKnowsNoFramework =
      noClasses()
          .that()
          .resideInAnyPackage(VOCABULARY)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.quarkus..", "jakarta..", "io.vertx..", "org.hibernate..", "java.sql..");

  @ArchTest
  static final ArchRule theVocabularyKnowsNoOtherRing =
      noClasses()
          .that()
          .resideInAnyPackage(VOCABULARY)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(concat(CONTROL_PLANE, CLIENTS, EDGES));

  @ArchTest
  static final ArchRule theControlPlaneKnowsNoClientButItsTransport =
      noClasses()
          .that()
          .resideInAnyPackage(CONTROL_PLANE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(concat(packages("controller", "scheduler", "node"), EDGES));

  @ArchTest
  static final ArchRule clientsCouldRunAgainstAnyKubernetes =
      noClasses()
          .that()
          .resideInAnyPackage(CLIENTS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(concat(CONTROL_PLANE, EDGES));

  @ArchTest
  static final ArchRule controllersSchedulerAndNodeDoNotKnowEachOther =
      slices()
          .matching(ROOT + "(controller|scheduler|node)..")
          .should()
          .notDependOnEachOther()
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule sqlOfObjectsLivesInOnePlace =
      noClasses()
          .that()
          .resideOutsideOfPackages(packages("store.postgres", "cluster", "role"))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx.sqlclient..", "io.vertx.pgclient..", "org.hibernate..");

  @ArchTest
  static final ArchRule injectionIsForTheEdges =
      noClasses()
          .that()
          .resideOutsideOfPackages(packages("role", "cluster", "ops"))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta.inject..", "jakarta.enterprise..", "jakarta.ws.rs..");

  @ArchTest
  static final ArchRule processesAreStartedInFewPlaces =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              packages(
                  "node.podman",
                  "node.net",
                  "node.volume",
                  "node.dns",
                  "node.serve",
                  "node.pod",
                  "ops.postgres",
                  "role",
                  "cli"))
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(ProcessBuilder.class, Process.class);

  @ArchTest
  static final ArchRule theClockIsInjected =
      noClasses()
          .that()
          .resideOutsideOfPackages(packages("role", "cli"))
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");

  @ArchTest
  static final ArchRule pausesAreInjected =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(ROOT + "role.SystemSleeper")
          .should()
          .accessTargetWhere(
              target(owner(belongToAnyOf(Thread.class, TimeUnit.class))).and(target(name("sleep"))))
          .because("code that waits is given a kube.Sleeper, so that tests need not wait");

  @ArchTest
  static final ArchRule randomnessIsInjected =
      noClasses()
          .that()
          .resideOutsideOfPackages(packages("role", "cli"))
          .should()
          .callMethod(UUID.class, "randomUUID")
          .orShould()
          .callMethod(ThreadLocalRandom.class, "current")
          .orShould()
          .callMethod(Math.class, "random");

  @ArchTest
  static final ArchRule nothingBlocksAnEventLoop =
      noClasses()
          .that()
          .resideInAnyPackage(EVENT_LOOPS)
          .should()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(CompletableFuture.class, "get")
          .orShould()
          .callMethod(CompletableFuture.class, "join")
          .orShould()
          .callMethod(Future.class, "get")
          .orShould()
          .callMethod(Object.class, "wait")
          .orShould()
          .dependOnClassesThat(
              resideInAnyPackage("java.nio.file..").or(belongToAnyOf(java.io.File.class)));

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching(ROOT + "(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyTheEdgesUseTheStandardStreams =
      noClasses()
          .that()
          .resideInAnyPackage(concat(VOCABULARY, CONTROL_PLANE, CLIENTS))
          .should(ACCESS_STANDARD_STREAMS);
}
