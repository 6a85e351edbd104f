// One window: its person, what they see, and what happens behind the scenes.
import { useEffect, useState } from "react";
import { ids, people } from "../cast.js";
import { backstage } from "../contract/backstage.js";
import { firstSteps } from "../contract/first-steps.js";
import { type Workspace, workspace } from "../contract/workspace.js";
import { type Address, placeIn, readAddress, writeAddress } from "./address.js";
import { BackstagePanel } from "./backstage/panel.js";
import { Attempts, sandboxUnreachable } from "./connection/attempt.js";
import { useStream } from "./connection/stream.js";
import { thisWindow } from "./connection/this-window.js";
import { FirstSteps, ShowFirstSteps } from "./first-steps/first-steps.js";
import { Modal } from "./modal/modal.js";
import { OpenConversation } from "./workspace/open-conversation.js";
import { PersonSwitch } from "./workspace/person-switch.js";
import { Seen } from "./workspace/seen.js";
import { Sidebar } from "./workspace/sidebar.js";

type Go = (where: Address) => void;

const parts = { workspace, backstage, first_steps: firstSteps };

export function App() {
  const [address, setAddress] = useState(readAddress);
  const go: Go = (where) => {
    writeAddress(where);
    setAddress(where);
  };
  useEffect(() => {
    const follow = () => setAddress(readAddress());
    window.addEventListener("popstate", follow);
    return () => window.removeEventListener("popstate", follow);
  }, []);

  return people.some(({ id }) => id === address.as) ? (
    <PersonWindow address={address} go={go} />
  ) : (
    <UnknownPerson onStartOver={() => go({ as: ids.alice, in: undefined })} />
  );
}

function PersonWindow({ address, go }: { address: Address; go: Go }) {
  const [behindTheScenes, setBehindTheScenes] = useState(false);
  const { latest, state } = useStream(`/api/stream?as=${encodeURIComponent(address.as)}&window=${thisWindow}`, parts);
  // After a switch, the previous person's view is not shown as the new one's.
  const seen = latest.workspace?.me === address.as ? latest.workspace : undefined;
  if (seen === undefined)
    return <p className="waiting">{state === "connected" ? "…" : "Connecting to the sandbox…"}</p>;
  const open = seen.conversations.find(({ id }) => id === address.in) ?? seen.conversations[0];
  const { first_steps: steps } = latest;
  return (
    <Seen value={seen}>
      <Attempts key={`${seen.run} ${seen.me}`}>
        <title>{titleOf(seen)}</title>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the links in it are interactive */}
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: Enter on a link is a click */}
        <div
          className={behindTheScenes ? "page with-backstage" : "page"}
          onClick={(event) => {
            const href = event.target instanceof Element ? event.target.closest("a")?.href : undefined;
            const place = href === undefined ? undefined : placeIn(href, seen.permalinks);
            if (place === undefined) return;
            // Slack's client stays in its window.
            event.preventDefault();
            go({ as: seen.me, ...place });
          }}
        >
          <header className="top">
            <b>{seen.team}</b>
            <PersonSwitch onSwitch={(as) => go({ as, in: open?.id })} />
            {state !== "connected" && <span role="status">{sandboxUnreachable}</span>}
            <div className="top-actions">
              {steps?.shown === false && <ShowFirstSteps steps={steps} />}
              <button
                type="button"
                className="quiet"
                aria-expanded={behindTheScenes}
                onClick={() => setBehindTheScenes(!behindTheScenes)}
              >
                Behind the scenes
              </button>
            </div>
          </header>
          {steps?.shown && <FirstSteps steps={steps} here={{ as: seen.me, in: open?.id }} go={go} />}
          <Sidebar current={open?.id ?? ""} onOpen={(conversation) => go({ as: seen.me, in: conversation })} />
          {open !== undefined && <OpenConversation key={open.id} conversation={open} pointedAt={address.at} />}
          {behindTheScenes && latest.backstage !== undefined && <BackstagePanel backstage={latest.backstage} />}
        </div>
        <OpenForm seen={seen} />
      </Attempts>
    </Seen>
  );
}

function UnknownPerson({ onStartOver }: { onStartOver: () => void }) {
  return (
    <div className="waiting">
      <p>There is no such person in this workspace.</p>
      <button type="button" className="button" onClick={onStartOver}>
        Become Alice
      </button>
    </div>
  );
}

function OpenForm({ seen }: { seen: Workspace }) {
  const modal = seen.modals.at(-1);
  return modal === undefined ? null : <Modal key={modal.viewId} modal={modal} />;
}

function titleOf({ conversations, people, me, team }: Workspace): string {
  const unread = conversations.reduce((sum, each) => sum + each.unread, 0);
  const name = people.find(({ id }) => id === me)?.realName ?? me;
  return `${unread > 0 ? `(${unread}) ` : ""}${name} · ${team}`;
}
