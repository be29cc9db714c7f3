package io.coxswain.torture;

/**
 * What trials of one fault add up to, a line of the table.
 *
 * @param fault its name
 * @param place servers and storage
 * @param strikes how often it struck
 * @param acknowledged writes that were answered as done
 * @param lost those of them that were not there afterwards
 * @param events watch events that were judged
 * @param gone watches that were told to list again
 * @param resumed watches that went on at a revision of their own
 * @param violations of any kind
 * @param millis the time it took
 */
public record Tally(
    String fault,
    String place,
    int strikes,
    long acknowledged,
    long lost,
    long events,
    long gone,
    long resumed,
    int violations,
    long millis) {

  /** One whose trial counts strikes and writes only. */
  public static Tally of(String fault, String place, int strikes, long acknowledged) {
    return new Tally(fault, place, strikes, acknowledged, 0, 0, 0, 0, 0, 0);
  }

  /** Lost writes are those the violations say so of. */
  Tally judged(java.util.List<String> all, long took) {
    long missing = all.stream().filter(text -> text.startsWith("an acknowledged")).count();
    return new Tally(
        fault, place, strikes, acknowledged, missing, events, gone, resumed, all.size(), took);
  }

  Tally plus(Tally more) {
    return new Tally(
        fault,
        place,
        strikes + more.strikes,
        acknowledged + more.acknowledged,
        lost + more.lost,
        events + more.events,
        gone + more.gone,
        resumed + more.resumed,
        violations + more.violations,
        millis + more.millis);
  }

  boolean isOf(Tally other) {
    return fault.equals(other.fault) && place.equals(other.place);
  }

  static String head() {
    return """
    | fault | servers | strikes | writes acknowledged | lost | watch events | 410 | resumed | violations | s |
    | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |""";
  }

  @Override
  public String toString() {
    return "| %s | %s | %d | %d | %d | %d | %d | %d | %d | %d |"
        .formatted(
            fault,
            place,
            strikes,
            acknowledged,
            lost,
            events,
            gone,
            resumed,
            violations,
            millis / 1000);
  }
}
