// The person's conversations, with their unread counts.
import type { ShownConversation } from "../../contract/workspace.js";
import { intoView } from "../block-kit/combobox.js";
import { Icon } from "../icons.js";
import { PersonMark } from "./person-mark.js";
import { useIsApp, useSeen } from "./seen.js";

interface SidebarProps {
  readonly current: string;
  readonly onOpen: (conversationId: string) => void;
}

export function Sidebar({ current, onOpen }: SidebarProps) {
  const { conversations } = useSeen();
  const isApp = useIsApp();
  const sections = [
    ["Channels", conversations.filter(({ kind }) => kind !== "im")],
    ["Apps", conversations.filter(isApp)],
    ["Direct messages", conversations.filter((each) => each.kind === "im" && !isApp(each))],
  ] as const;
  return (
    <nav className="sidebar" aria-label="Conversations">
      {sections.map(([title, list]) => (
        <section key={title}>
          <h2>{title}</h2>
          <ul>
            {list.map((each) => (
              <li key={each.id}>
                <ConversationLink conversation={each} current={each.id === current} onOpen={() => onOpen(each.id)} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

interface LinkProps {
  readonly conversation: ShownConversation;
  readonly current: boolean;
  readonly onOpen: () => void;
}

function ConversationLink({ conversation, current, onOpen }: LinkProps) {
  const { name, kind, withPerson, unread, mentions } = conversation;
  const isApp = useIsApp();
  return (
    <button
      type="button"
      ref={current ? intoView : undefined}
      aria-current={current ? "page" : undefined}
      className={unread > 0 ? "conversation-link unread" : "conversation-link"}
      onClick={onOpen}
    >
      {withPerson === undefined ? (
        <span aria-hidden className="channel-mark">
          <Icon name={kind === "private" ? "lock" : "hash"} />
        </span>
      ) : (
        <PersonMark id={withPerson} name={name} bot={isApp(conversation)} />
      )}
      <span className="conversation-name">{name}</span>
      {mentions > 0 ? (
        <span className="badge" role="img" aria-label={`${mentions} unread`}>
          {mentions}
        </span>
      ) : (
        unread > 0 && <span className="visually-hidden">unread</span>
      )}
    </button>
  );
}
