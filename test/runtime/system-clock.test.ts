// The clock by which the bot waits: it is set, it stands still, and nobody waits for longer than was meant.
import { expect, test } from "vitest";
import { SystemClock } from "../../src/runtime/system-clock.js";

const second = 1_000;
const hour = 3_600_000;
const start = Date.UTC(2026, 0, 5, 14);

/** A machine whose times go on only when told. */
class Machine {
  wall = start;
  steady = 0;
  /** By steady time. */
  readonly #timers = new Set<{ at: number; act: () => void }>();
  readonly clock = new SystemClock({
    wallMs: () => this.wall,
    monotonicMs: () => this.steady,
    after: (ms, act) => {
      const timer = { at: this.steady + ms, act };
      this.#timers.add(timer);
      return () => this.#timers.delete(timer);
    },
  });

  /** Both times go on, and timers ring in their order. */
  pass(ms: number): void {
    const until = this.steady + ms;
    for (;;) {
      const next = [...this.#timers].sort((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > until) break;
      this.#go(next.at - this.steady);
      this.#timers.delete(next);
      next.act();
    }
    this.#go(until - this.steady);
  }

  get timers(): number {
    return this.#timers.size;
  }

  #go(ms: number): void {
    this.steady += ms;
    this.wall += ms;
  }
}

/** Milliseconds of steady time after which each ring came. */
function waiting(machine: Machine, ms: number): number[] {
  const rings: number[] = [];
  machine.clock.wakeAt(machine.clock.now() + ms, () => rings.push(machine.steady));
  return rings;
}

test("a wait ends at its moment, once", () => {
  const machine = new Machine();
  const rings = waiting(machine, 15 * second);
  machine.pass(15 * second - 1);
  expect(rings).toEqual([]);
  machine.pass(hour);
  expect(rings).toEqual([15 * second]);
  expect(machine.timers).toBe(0);
});

test("a moment that has passed already rings soon, but not before wakeAt has returned", () => {
  const machine = new Machine();
  const rings = waiting(machine, -hour);
  expect(rings).toEqual([]);
  machine.pass(0);
  expect(rings).toEqual([0]);
});

test("a wait for months is kept", () => {
  const machine = new Machine();
  const rings = waiting(machine, 60 * 24 * hour);
  machine.pass(60 * 24 * hour - 1);
  expect(rings).toEqual([]);
  machine.pass(1);
  expect(rings).toHaveLength(1);
});

test("when the clock is set forward, or the machine slept, the wait ends within a second", () => {
  const machine = new Machine();
  const rings = waiting(machine, hour);
  machine.pass(10 * second);
  machine.wall += hour;
  machine.pass(second);
  expect(rings).toHaveLength(1);
  expect(rings[0]).toBeLessThanOrEqual(11 * second);
});

test("when the clock is set back, the wait ends when as much time has gone by as was meant, and a second at most", () => {
  const machine = new Machine();
  const rings = waiting(machine, 15 * second);
  machine.pass(5 * second);
  machine.wall -= hour;
  machine.pass(11 * second);
  expect(rings).toHaveLength(1);
  expect(rings[0]).toBeGreaterThanOrEqual(15 * second);
});

test("who called it off is not woken, and leaves no timer behind", () => {
  const machine = new Machine();
  const rings: number[] = [];
  const callOff = machine.clock.wakeAt(machine.clock.now() + hour, () => rings.push(machine.steady));
  machine.pass(5 * second);
  callOff();
  expect(machine.timers).toBe(0);
  machine.pass(2 * hour);
  expect(rings).toEqual([]);
});
