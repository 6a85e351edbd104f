// Which click, form and command leads where. Each is put on record and acknowledged at once; the work follows.
import type { App } from "@slack/bolt";
import type { Moment, Place } from "../../impersonation/model/message.js";
import type { Arrival, ArrivalStore } from "../../impersonation/model/pending-reply.js";
import { actionIds } from "../messages/buttons.js";
import { denialForm } from "../messages/denial-form.js";
import { requestForm } from "../messages/request-form.js";
import { whileUnanswered } from "../replies/pending-replies.js";
import { actionPayload, commandPayload, fingerprint, formKey, submissionPayload } from "../transport/payloads.js";
import { command } from "./command.js";
import { approve, type Click, cancel, checkingDenial, denialSubmitted, deny, retry } from "./decision.js";
import { answered, type Entrance } from "./handler-context.js";
import { checkingRequest, fieldProblems, requestSubmitted } from "./request-form.js";
import { linkClicked, revoke } from "./revoke.js";

export interface Listening extends Entrance {
  readonly arrivals: ArrivalStore;
  readonly now: () => number;
  /** A click shows where a message of ours stands, also one whose post was never answered. */
  readonly adopt: (requestId: string, moment: Moment, place: Place) => Promise<void>;
  /** Called when a click's work is done: something may be due sooner now. */
  readonly afterwards: () => void;
}

const clicks: readonly (readonly [string, (entrance: Entrance, click: Click) => Promise<void>, Moment])[] = [
  [actionIds.approve, approve, "card"],
  [actionIds.deny, deny, "card"],
  [actionIds.retry, retry, "card"],
  [actionIds.cancel, cancel, "asked"],
  [actionIds.revoke, revoke, "link"],
  [actionIds.open, linkClicked, "link"],
];

export function listen(app: App, entrance: Listening): void {
  app.command("/impersonate", async ({ ack, body }) => {
    const { text, user_id, trigger_id, response_url } = commandPayload.parse(body);
    const asker = { userId: user_id, responseUrl: response_url };
    const arrival = coming(entrance, "ask", user_id, trigger_id);
    await whileUnanswered(entrance, arrival, async () => {
      await ack();
      await answered(entrance, asker, () => command(entrance, { asker, text, triggerId: trigger_id }));
    });
    entrance.afterwards();
  });

  for (const [actionId, handle, directMessage] of clicks) {
    app.action(actionId, async ({ ack, body }) => {
      const { user, trigger_id, response_url, container, actions } = actionPayload.parse(body);
      const requestId = actions[0].value;
      const asker = { userId: user.id, responseUrl: response_url };
      const { channel_id: channel, message_ts: ts, is_ephemeral } = container;
      const work = async () => {
        if (channel !== undefined && ts !== undefined && is_ephemeral !== true) {
          const moment = channel === entrance.approvalChannel ? "card" : directMessage;
          await entrance.adopt(requestId, moment, { channel, ts });
        }
        await handle(entrance, { asker, requestId, triggerId: trigger_id });
      };
      const arrival = coming(entrance, "click", user.id, trigger_id);
      await whileUnanswered(entrance, arrival, async () => {
        await ack();
        await answered(entrance, asker, work);
      });
      entrance.afterwards();
    });
  }

  app.view(requestForm, async ({ ack, body }) => {
    const submission = submissionPayload.parse(body);
    const errors = fieldProblems(entrance, submission);
    if (Object.keys(errors).length > 0) return ack({ response_action: "errors", errors });
    const arrival = { ...coming(entrance, "ask", submission.user.id, formKey(submission)), viewId: submission.view.id };
    await whileUnanswered(entrance, arrival, async () => {
      await ack({ response_action: "update", view: checkingRequest });
      await requestSubmitted(entrance, { userId: submission.user.id }, submission);
    });
    entrance.afterwards();
  });

  app.view(denialForm, async ({ ack, body }) => {
    const submission = submissionPayload.parse(body);
    const arrival = {
      ...coming(entrance, "click", submission.user.id, formKey(submission)),
      viewId: submission.view.id,
    };
    await whileUnanswered(entrance, arrival, async () => {
      await ack({ response_action: "update", view: checkingDenial });
      await denialSubmitted(entrance, { userId: submission.user.id }, submission);
    });
    entrance.afterwards();
  });
}

function coming({ now }: Listening, kind: Arrival["kind"], userId: string, key: string): Arrival {
  return { key: fingerprint(key), userId, kind, viewId: null, at: now() };
}
