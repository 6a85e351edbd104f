// The calls between bot, Slack and Clerk as they happen, newest first.
import { Fragment } from "react";
import type { Backstage, ShownCall } from "../../contract/backstage.js";
import { timeWithSeconds } from "../text/slack-time.js";

const names = { bot: "bot", slack: "Slack", clerk: "Clerk" } as const;

export function CallsPanel({ backstage: { calls } }: { backstage: Backstage }) {
  return (
    <table className="calls">
      <caption>Newest first, times in milliseconds. Red: a call that should not have failed.</caption>
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Call</th>
          <th scope="col">Result</th>
          <th scope="col">ms</th>
        </tr>
      </thead>
      <tbody>
        {calls.map((call) => (
          <Row key={call.id} call={call} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ call: { at, from, to, what, outcome, failed, refused, code, durationMs } }: { call: ShownCall }) {
  return (
    <tr className={failed ? "failed" : refused ? "refused" : undefined}>
      <td>{timeWithSeconds(at)}</td>
      <td title={what}>
        <small>
          {names[from]} → {names[to]}
        </small>{" "}
        <Breakable text={shortened(what)} />
        {code !== undefined && (
          <small>
            {" "}
            <Breakable text={code} />
          </small>
        )}
      </td>
      <td>{outcome ?? "…"}</td>
      <td>{durationMs === undefined ? "" : Math.round(durationMs)}</td>
    </tr>
  );
}

/** Where a long name may continue on the next line: before a dot, a slash or an underscore, or after a hyphen, never inside a word. */
function Breakable({ text }: { text: string }) {
  return text.split(/(?=[./_])|(?<=-)/).map((piece, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no id but their position
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {piece}
    </Fragment>
  ));
}

/** Long random ids lose their middle: "act_3GRx…k2Qd". */
function shortened(what: string): string {
  return what.replace(/([a-z]+_\w{4})\w{8,}(\w{4})/g, "$1…$2");
}
