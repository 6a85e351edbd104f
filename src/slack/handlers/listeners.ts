// Which command, button and form leads to which handler. Each payload is recorded and acknowledged first; the work follows.
import type { App } from "@slack/bolt";
import type { MessageKind, Place } from "../../impersonation/model/message.js";
import type { PendingReply } from "../../impersonation/model/pending-reply.js";
import type { PendingReplyStore } from "../../impersonation/ports/pending-reply-store.js";
import { actionIds } from "../messages/buttons.js";
import { denialForm } from "../messages/denial-form.js";
import { requestForm } from "../messages/request-form.js";
import { trackPending } from "../replies/pending-replies.js";
import {
  actionPayload,
  commandPayload,
  fingerprint,
  formKey,
  type Submission,
  submissionPayload,
} from "../transport/payloads.js";
import { command } from "./command.js";
import { approve, type Click, cancel, checkingDenial, denialSubmitted, deny, retry } from "./decision.js";
import { type HandlerContext, withErrorReply } from "./handler-context.js";
import { checkingRequest, fieldProblems, requestSubmitted } from "./request-form.js";
import { linkClicked, revoke } from "./revoke.js";

export interface Listening extends HandlerContext {
  readonly pendingReplies: PendingReplyStore;
  readonly now: () => number;
  /** A click shows where the bot's message is, even if Slack never answered its post. */
  readonly adopt: (requestId: string, kind: MessageKind, place: Place) => Promise<void>;
}

const clicks: readonly (readonly [string, (context: HandlerContext, click: Click) => Promise<void>, MessageKind])[] = [
  [actionIds.approve, approve, "card"],
  [actionIds.deny, deny, "card"],
  [actionIds.retry, retry, "card"],
  [actionIds.cancel, cancel, "asked"],
  [actionIds.revoke, revoke, "link"],
  [actionIds.open, linkClicked, "link"],
];

export function listen(app: App, context: Listening): void {
  app.command("/impersonate", async ({ ack, body }) => {
    const { text, user_id, trigger_id, response_url } = commandPayload.parse(body);
    const asker = { userId: user_id, responseUrl: response_url };
    const pendingReply = toReply(context, "ask", user_id, trigger_id);
    await trackPending(context, pendingReply, async () => {
      await ack();
      await withErrorReply(context, asker, () => command(context, { asker, text, triggerId: trigger_id }));
    });
  });

  for (const [actionId, handle, directMessage] of clicks) {
    app.action(actionId, async ({ ack, body }) => {
      const { user, trigger_id, response_url, container, actions } = actionPayload.parse(body);
      const requestId = actions[0].value;
      const asker = { userId: user.id, responseUrl: response_url };
      const { channel_id: channel, message_ts: ts, is_ephemeral } = container;
      const work = async () => {
        if (channel !== undefined && ts !== undefined && is_ephemeral !== true) {
          const kind = channel === context.approvalChannel ? "card" : directMessage;
          await context.adopt(requestId, kind, { channel, ts });
        }
        await handle(context, { asker, requestId, triggerId: trigger_id });
      };
      const pendingReply = toReply(context, "click", user.id, trigger_id);
      await trackPending(context, pendingReply, async () => {
        await ack();
        await withErrorReply(context, asker, work);
      });
    });
  }

  app.view(requestForm, async ({ ack, body }) => {
    const submission = submissionPayload.parse(body);
    const errors = fieldProblems(context, submission);
    if (Object.keys(errors).length > 0) return ack({ response_action: "errors", errors });
    await trackPending(context, toReplyInForm(context, "ask", submission), async () => {
      await ack({ response_action: "update", view: checkingRequest });
      await requestSubmitted(context, { userId: submission.user.id }, submission);
    });
  });

  app.view(denialForm, async ({ ack, body }) => {
    const submission = submissionPayload.parse(body);
    await trackPending(context, toReplyInForm(context, "click", submission), async () => {
      await ack({ response_action: "update", view: checkingDenial });
      await denialSubmitted(context, { userId: submission.user.id }, submission);
    });
  });
}

function toReply({ now }: Listening, kind: PendingReply["kind"], userId: string, key: string): PendingReply {
  return { key: fingerprint(key), userId, kind, viewId: null, at: now() };
}

function toReplyInForm(context: Listening, kind: PendingReply["kind"], submission: Submission): PendingReply {
  const { user, view } = submission;
  return { ...toReply(context, kind, user.id, formKey(submission)), viewId: view.id };
}
