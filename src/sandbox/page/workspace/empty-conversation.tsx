// What stands in a conversation without messages.
import type { ShownConversation } from "../../contract/workspace.js";
import { putExample } from "../composer/drafts.js";
import { exampleCommand } from "../first-steps/steps.js";
import { useIsApp, useSeen } from "./seen.js";

export function EmptyConversation({ conversation }: { conversation: ShownConversation }) {
  const { me } = useSeen();
  const isApp = useIsApp();
  if (isApp(conversation)) return <p className="empty">Nothing here yet. The app's messages to you appear here.</p>;
  if (conversation.kind === "private") {
    return <p className="empty">Nothing here yet. Each request for access appears here, for a manager to decide.</p>;
  }
  return (
    <p className="empty">
      Nothing here yet. Try{" "}
      <button type="button" className="example" onClick={() => putExample(me, conversation.id, exampleCommand)}>
        {exampleCommand}
      </button>
    </p>
  );
}
