// How often somebody who may not decide is told so with look-ups: each costs what Slack would answer others.
import type { Context } from "../context.js";
import { ImpersonationError, type ProblemCode } from "../model/errors.js";
import { PerMinute } from "./per-minute.js";

/** Refusals of the person who clicks, for which something was looked up. */
const refusals: ReadonlySet<ProblemCode> = new Set([
  "not_a_member",
  "not_approver",
  "decider_email_missing",
  "same_person_as_actor",
  "subject_decides",
]);

const mostPerMinute = 20;

export class RefusalLimits {
  readonly #refused: PerMinute;

  constructor({ clock }: Pick<Context, "clock">) {
    this.#refused = new PerMinute(clock, mostPerMinute);
  }

  /** Throws `too_many_refused`, without a look-up, instead of running `work` for somebody who was refused that often. */
  async run<T>(userId: string, work: () => Promise<T>): Promise<T> {
    const againAt = this.#refused.fullUntil(userId);
    if (againAt !== undefined) throw new ImpersonationError({ code: "too_many_refused", againAt });
    try {
      return await work();
    } catch (error) {
      if (error instanceof ImpersonationError && refusals.has(error.problem.code)) this.#refused.add(userId);
      throw error;
    }
  }
}
