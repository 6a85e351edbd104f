// The bot's real parts, joined as in app.ts but without Bolt and its sockets, with every step of theirs at a gate.
import { setMaxListeners } from "node:events";
import { webApi } from "@slack/bolt";
import { createClerkApi } from "../../../src/clerk/api.js";
import { ClerkTime } from "../../../src/clerk/clerk-time.js";
import { createIdentityProvider } from "../../../src/clerk/identity-provider.js";
import { Limiter } from "../../../src/clerk/limiter.js";
import { openStore } from "../../../src/db/store.js";
import { KeyedLock } from "../../../src/impersonation/keyed-lock.js";
import { ImpersonationError } from "../../../src/impersonation/model/errors.js";
import type { MessageKind, Place } from "../../../src/impersonation/model/message.js";
import { Secret } from "../../../src/impersonation/model/secret.js";
import type { Rules } from "../../../src/impersonation/model/settings.js";
import type { Clock } from "../../../src/impersonation/ports/clock.js";
import { createImpersonation, type Impersonation } from "../../../src/impersonation/service.js";
import { Lease } from "../../../src/lease.js";
import { BackgroundTasks } from "../../../src/runtime/background-tasks.js";
import type { Log } from "../../../src/runtime/log.js";
import { createNetwork } from "../../../src/runtime/network.js";
import { Scheduler } from "../../../src/scheduler.js";
import type { RenderContext } from "../../../src/slack/messages/request/card.js";
import { createNotifier } from "../../../src/slack/outbox/notifier.js";
import { libraryLogger } from "../../../src/slack/transport/library-logger.js";
import { paced } from "../../../src/slack/transport/paced-api.js";
import { createSlackApi, slackFetch } from "../../../src/slack/transport/web-api.js";
import { createDirectory } from "../../../src/slack/workspace/directory.js";
import { Gate, gated } from "./gate.js";

export interface Surrounded {
  readonly slack: { readonly url: string; readonly botToken: string };
  readonly clerk: { readonly url: string; readonly secretKey: string };
  readonly databaseUrl: string;
  readonly rules: Rules;
  readonly renderContext: RenderContext;
  readonly clock: Clock;
  readonly log: Log;
  readonly newRequestId: () => string;
}

/** Nothing is drawn here: a story has to go the same way again. */
const random = () => 0;

type Verbs = Impersonation & { adopt(requestId: string, kind: MessageKind, place: Place): Promise<void> };

export class Bot {
  /** Clicks that were not answered yet, by what they are. */
  readonly unanswered = new Map<Promise<void>, string>();
  /** What no click may ever end with. */
  readonly unforeseen: string[] = [];
  readonly #ready: Promise<void>;

  private constructor(
    readonly gate: Gate,
    private readonly verbs: Verbs,
    private readonly scheduler: Scheduler,
    private readonly background: BackgroundTasks,
    private readonly close: () => Promise<void>,
    ready: Promise<void>,
  ) {
    this.#ready = ready;
  }

  /** Returns when the database is open; what follows in `app.ts` waits at the gate, and clicks wait for that. */
  static async start(around: Surrounded): Promise<Bot> {
    const { clock, log, rules, renderContext } = around;
    const gate = new Gate();
    const now = () => clock.now();
    const network = createNetwork({});
    const client = new webApi.WebClient(around.slack.botToken, {
      slackApiUrl: around.slack.url,
      logger: libraryLogger(log),
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      fetch: slackFetch(network),
    });
    const slackApi = createSlackApi(client, log, now);
    const api: typeof slackApi = {
      call: (method, args, answer) => gate.outside(`slack ${method}`, () => slackApi.call(method, args, answer)),
    };
    const secretKey = new Secret(around.clerk.secretKey);
    const baseUrl = around.clerk.url;
    const time = new ClerkTime(clock);
    const clerk = gated(createClerkApi({ baseUrl, secretKey, clock, time, log, network }), (name, call) =>
      gate.outside(`clerk ${name}`, call),
    );
    const opened = await openStore(around.databaseUrl);
    const store = gated(opened, (name, work) => gate.inside(`store ${name}`, work));
    const background = new BackgroundTasks(log);
    const { signal: stopping } = new AbortController();
    setMaxListeners(0, stopping);
    const limiter = new Limiter({ requestsPer10s: () => rules.clerkRequestsPer10s, clock, random, stopping });
    const identities = createIdentityProvider({ api: clerk, clock, time, limiter, baseUrl });
    const { botUserId } = rules;
    const lookUps = { api: paced(api, now), approvalChannel: renderContext.approvalChannel, clock, stopping };
    const notifier = createNotifier({ api, store, clock, log, botUserId, renderContext });
    const impersonation = createImpersonation({
      rules,
      clock,
      store,
      directory: createDirectory(lookUps),
      askDirectory: createDirectory(lookUps),
      identities,
      notifier,
      newRequestId: around.newRequestId,
      random,
      locks: new KeyedLock(),
      stopping,
      wakeScheduler: () => scheduler.wake(),
      inBackground: (work) => background.run(() => work().finally(() => scheduler.wake())),
    });
    const scheduler: Scheduler = new Scheduler({ store, impersonation, identities, clock, log });
    const adopt = (requestId: string, kind: MessageKind, place: Place) => notifier.adopt(requestId, kind, place);
    const lease = new Lease({ store, clock, log });
    const ready = lease
      .take(() => {})
      .then(() => notifier.retryRefused())
      .then(() => scheduler.start());
    return new Bot(gate, { ...impersonation, adopt }, scheduler, background, () => opened.close(), ready);
  }

  /** One click, as its listener handles it. A refusal is an answer. */
  handle(what: string, work: (verbs: Verbs) => Promise<unknown>): void {
    const handled = this.#ready
      .then(() => work(this.verbs))
      .then(
        () => {},
        (error: unknown) => {
          if (!(error instanceof ImpersonationError)) this.unforeseen.push(`${what}: ${String(error)}`);
        },
      )
      .then(() => {
        this.unanswered.delete(handled);
        this.scheduler.wake();
      });
    this.unanswered.set(handled, what);
  }

  /** Finishes what runs, as on a signal; the caller keeps the gate moving meanwhile. */
  async stop(): Promise<void> {
    await this.#ready;
    await Promise.all(this.unanswered.keys());
    await this.scheduler.stop();
    await this.background.idle();
    this.gate.shut();
    await this.close();
  }

  /** Everything ends where it stands. */
  async kill(): Promise<void> {
    this.gate.shut();
    await this.close();
  }
}
