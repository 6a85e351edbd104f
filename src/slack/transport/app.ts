// The Bolt app, with a guard around every payload: none goes unanswered, and none is handled twice.
import { App, type AppOptions, type ReceiverEvent } from "@slack/bolt";
import { z } from "zod";
import type { Log } from "../../runtime/log.js";
import { TaskSet } from "../../runtime/task-set.js";
import { reportUnhandled } from "../../runtime/unhandled.js";
import { fingerprint } from "./payloads.js";
import { RecentKeys } from "./recent-keys.js";

interface Guard {
  readonly log: Log;
  readonly now: () => number;
  /** The one workspace and app whose payloads are taken. */
  readonly teamId: string;
  readonly appId: string;
  /** Answers the sender of a payload from another workspace or app. */
  readonly onForeign: (userId: string, responseUrl: string | undefined) => Promise<void>;
  /** Answers the sender of a payload that no listener matched. */
  readonly onUnmatched: (userId: string, responseUrl: string | undefined) => Promise<void>;
  /** Answers the sender of a payload whose listener threw, and logs the error. */
  readonly onFailed: (userId: string, responseUrl: string | undefined, error: unknown) => Promise<void>;
}

const incoming = z.object({
  type: z.string().optional(),
  command: z.string().optional(),
  trigger_id: z.string().optional(),
  event_id: z.string().optional(),
  event: z.object({ type: z.string() }).optional(),
  response_url: z.string().optional(),
  user_id: z.string().optional(),
  user: z.object({ id: z.string() }).optional(),
  team_id: z.string().optional(),
  team: z.object({ id: z.string() }).nullish(),
  api_app_id: z.string().optional(),
  // On Enterprise Grid a form may be sent from another workspace than the one that the app is installed on.
  view: z.object({ app_installed_team_id: z.string().optional() }).nullish(),
});

/** Slack gives up on an acknowledgement after three seconds. */
const lateMs = 3000;

export class GuardedApp extends App {
  readonly #guard: Guard;
  readonly #seen: RecentKeys;
  readonly #running = new TaskSet();
  readonly #unacknowledged = new TaskSet();

  constructor(options: AppOptions, guard: Guard) {
    super(options);
    this.#guard = guard;
    this.#seen = new RecentKeys(guard.now);
    // Bolt's own handler would log it as well, without the reference.
    this.error(async (error) => {
      throw error;
    });
  }

  override processEvent(event: ReceiverEvent): Promise<void> {
    return this.#running.track(
      new Promise((resolve, reject) => {
        const acknowledged = new Promise<void>((done) => {
          const ack: ReceiverEvent["ack"] = (response) => event.ack(response).finally(done);
          this.#process({ ...event, ack })
            .finally(done)
            .then(resolve, reject);
        });
        void this.#unacknowledged.track(acknowledged);
      }),
    );
  }

  /** How many payloads are being worked on. */
  get running(): number {
    return this.#running.size;
  }

  /** Resolves when no payload waits for its acknowledgement. */
  acknowledged(): Promise<void> {
    return this.#unacknowledged.idle();
  }

  /** Resolves when no payload is being worked on. */
  idle(): Promise<void> {
    return this.#running.idle();
  }

  async #process(event: ReceiverEvent): Promise<void> {
    const { log, now, teamId, appId, onForeign, onUnmatched, onFailed } = this.#guard;
    const body = incoming.safeParse(event.body).data ?? {};
    const type = body.event?.type ?? body.type ?? body.command;
    // Options are asked for with each keystroke: the menu stays empty, and the person who types is not written to.
    const isTyping = body.type === "block_suggestion";
    const userId = isTyping ? undefined : (body.user_id ?? body.user?.id);
    const startedAt = now();
    let acknowledged = false;
    const ack: ReceiverEvent["ack"] = async (response) => {
      acknowledged = true;
      const tookMs = now() - startedAt;
      if (tookMs > lateMs) log.warn("late acknowledgement", { tookMs });
      try {
        await event.ack(response);
      } catch (error) {
        // The connection closed before: Slack shows that the click failed, but the work goes on.
        log.warn("acknowledgement failed", { error });
      }
    };
    const ackEmpty = () => ack(isTyping ? { options: [] } : undefined);
    const from = { team: body.view?.app_installed_team_id ?? body.team_id ?? body.team?.id, app: body.api_app_id };
    if (from.team !== teamId || from.app !== appId) {
      log.warn("payload refused: from another workspace or app", { type, ...from });
      await ackEmpty();
      if (userId !== undefined) await onForeign(userId, body.response_url);
      return;
    }
    if (this.#isRepeated(body)) {
      log.info("duplicate payload ignored", { type });
      return ack();
    }
    // Bolt acknowledges every event, and does not tell whether a listener matched.
    if (body.type === "event_callback") log.debug("event", { type, id: body.event_id });
    try {
      await super.processEvent({ ...event, ack });
    } catch (error) {
      if (!acknowledged) await ackEmpty();
      if (userId === undefined) reportUnhandled(log, "a payload that nobody waits for", unwrapped(error));
      else await onFailed(userId, body.response_url, unwrapped(error));
    }
    if (acknowledged) return;
    // In Socket Mode Bolt neither reports nor acknowledges a payload that no listener matched.
    await ackEmpty();
    log.warn("unhandled payload: no listener matched", { type });
    if (userId !== undefined) await onUnmatched(userId, body.response_url);
  }

  // Slack may deliver a command, a click or an event again when a connection was lost. A repeated form is recognized later,
  // by its key.
  #isRepeated({ type, command, trigger_id, event_id }: z.infer<typeof incoming>): boolean {
    const isClick = command !== undefined || type === "block_actions" || type === "shortcut";
    const id = isClick ? trigger_id : event_id;
    return id !== undefined && !this.#seen.add(fingerprint(id));
  }
}

/** Bolt wraps what a listener threw. */
function unwrapped(error: unknown): unknown {
  return error instanceof Error && "original" in error ? error.original : error;
}
