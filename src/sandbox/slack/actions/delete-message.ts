// Deleting a message in the client.
import { InvalidAction } from "../../invalid-action.js";
import type { Message } from "../state/messages.js";
import { type ActionContext, presentIn } from "./action-context.js";

type Target = Pick<Message, "channel" | "ts">;

/** People may delete what they wrote, an administrator also what others did; nobody a message that only they see. */
export function deleteMessage(userId: string, { channel, ts }: Target, { state }: ActionContext): void {
  const { person } = presentIn(channel, userId, state);
  const message = state.messages.find(channel, ts);
  if (message === undefined || message.ephemeralFor !== undefined) {
    throw new InvalidAction(`${person.name} sees no message ${ts} that can be deleted`);
  }
  if (message.user !== userId && !person.isAdmin) {
    throw new InvalidAction(`${person.name} may not delete what somebody else wrote`);
  }
  state.messages.remove(message);
}
