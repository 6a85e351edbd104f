// Clerk's side: actor tokens, sessions and users.
import type { ReactNode } from "react";
import type { Backstage } from "../../contract/backstage.js";
import { timeWithSeconds } from "../text/slack-time.js";
import { Status } from "./status.js";

export function ClerkPanel({ backstage: { actorTokens, sessions, users } }: { backstage: Backstage }) {
  return (
    <>
      <List title="Actor tokens" none="No actor tokens yet.">
        {actorTokens.map(({ id, status, actor, subject, expiresAt }) => (
          <li key={id}>
            <Status status={status} /> {actor} as {subject}
            <small>
              {id} · link expires at {timeWithSeconds(expiresAt)}
            </small>
          </li>
        ))}
      </List>
      <List title="Sessions" none="No sessions yet.">
        {sessions.map(({ id, status, user, actor, expireAt }) => (
          <li key={id}>
            <Status status={status} /> {user}
            {actor !== null && `, impersonated by ${actor}`}
            <small>
              {id} · ends by {timeWithSeconds(expireAt)}
            </small>
          </li>
        ))}
      </List>
      <List title="Users" none="No users.">
        {users.map(({ id, name, username, emails, banned, locked }) => (
          <li key={id}>
            {name}
            {username !== null && ` (@${username})`}
            {banned && <Status status="banned" />}
            {locked && <Status status="locked" />}
            <small>
              {id} · {emails.join(", ")}
            </small>
          </li>
        ))}
      </List>
    </>
  );
}

function List({ title, none, children }: { title: string; none: string; children: readonly ReactNode[] }) {
  return (
    <section>
      <h3>{title}</h3>
      {children.length === 0 ? <p className="empty">{none}</p> : <ul className="plain-list">{children}</ul>}
    </section>
  );
}
