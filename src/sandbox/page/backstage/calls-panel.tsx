// The calls between bot, Slack and Clerk as they happen, newest first.
import type { Backstage, ShownCall } from "../../contract/backstage.js";
import { timeWithSeconds } from "../text/slack-time.js";

const names = { bot: "bot", slack: "Slack", clerk: "Clerk" } as const;

export function CallsPanel({ backstage: { calls } }: { backstage: Backstage }) {
  return (
    <table className="calls">
      <caption>Newest first. Durations in milliseconds.</caption>
      <thead>
        <tr>
          <th scope="col">at</th>
          <th scope="col">from → to</th>
          <th scope="col">what</th>
          <th scope="col">outcome</th>
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

function Row({ call: { at, from, to, what, outcome, failed, durationMs } }: { call: ShownCall }) {
  return (
    <tr className={failed ? "failed" : undefined}>
      <td>{timeWithSeconds(at)}</td>
      <td>
        {names[from]} → {names[to]}
      </td>
      <td>{what}</td>
      <td>{outcome ?? "…"}</td>
      <td>{durationMs === undefined ? "" : Math.round(durationMs)}</td>
    </tr>
  );
}
