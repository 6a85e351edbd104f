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
          <h3>Refused before there was a request</h3>
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
          ["subject", subjectId],
          ["reason", reason],
          ["decided by", decidedBy === null ? null : name(decidedBy)],
          ["actor token", tokenId],
          ["failure", failure],
          ["closing", closing],
          ["next look", dueAt === null ? null : timeWithSeconds(dueAt)],
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
          <th scope="col">at</th>
          <th scope="col">by</th>
          <th scope="col">action</th>
          <th scope="col">outcome</th>
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
