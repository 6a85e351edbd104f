// The bot's requests, each with its audit trail.
import { useState } from "react";
import type { Backstage, ShownRequest } from "../../contract/backstage.js";
import { timeWithSeconds } from "../text/slack-time.js";
import { personIn, useSeen } from "../workspace/seen.js";
import { Facts } from "./facts.js";
import { Status } from "./status.js";

export function RequestsPanel({ backstage: { requests, refusals } }: { backstage: Backstage }) {
  return (
    <>
      {requests.length === 0 && <p className="empty">No requests yet.</p>}
      {requests.map((request, index) => (
        <RequestCard key={request.id} request={request} openAtFirst={index === 0} />
      ))}
      {refusals.length > 0 && (
        <section>
          <h3>Refused</h3>
          <Trail rows={refusals} />
        </section>
      )}
    </>
  );
}

function RequestCard({ request, openAtFirst }: { request: ShownRequest; openAtFirst: boolean }) {
  const [open, setOpen] = useState(openAtFirst);
  const name = useNames();
  const { id, status, actor, subjectName, subjectId, reason, decidedBy, tokenId, failure, closing, dueAt } = request;
  return (
    <details open={open} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <Status status={status} /> {name(actor)} as {subjectName}
      </summary>
      <Facts
        facts={[
          ["request", id],
          ["user", subjectId],
          ["reason", reason],
          ["decided by", decidedBy === null ? null : name(decidedBy)],
          ["actor token", tokenId],
          ["failure", failure],
          ["closed", closing],
          ["next check", dueAt === null ? null : timeWithSeconds(dueAt)],
        ]}
      />
      <Trail rows={request.audit} />
    </details>
  );
}

function Trail({ rows }: { rows: ShownRequest["audit"] }) {
  const name = useNames();
  return (
    <table>
      <caption>Audit trail</caption>
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">By</th>
          <th scope="col">Action</th>
          <th scope="col">Result</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, at, by, action, outcome, detail }) => (
          <tr key={id} title={JSON.stringify(detail)}>
            <td>{timeWithSeconds(at)}</td>
            <td>{name(by)}</td>
            <td>{action}</td>
            <td>{outcome}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Turns a Slack id into the person's name; leaves anything else unchanged. */
function useNames(): (id: string) => string {
  const seen = useSeen();
  return (id) => {
    const person = personIn(seen, id);
    return person === undefined ? id : `@${person.name}`;
  };
}
