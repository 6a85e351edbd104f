// GET /users, GET /users/count and GET /users/{id}.
import { notFound } from "./refusal.js";
import { page } from "./sessions.js";
import type { State, User } from "./state.js";
import { userJson } from "./wire.js";

export function listUsers(state: State, query: URLSearchParams) {
  const { limit, offset } = page(query);
  return found(state, query)
    .slice(offset, offset + limit)
    .map(userJson);
}

export function countUsers(state: State, query: URLSearchParams) {
  return { object: "total_count", total_count: found(state, query).length };
}

export function getUser(state: State, id: string) {
  const user = state.users.get(id);
  if (user === undefined) throw notFound("User");
  return userJson(user);
}

/** An address finds its users whether anybody verified it or not. */
function found(state: State, query: URLSearchParams): User[] {
  const wanted = (name: string) =>
    [...query.getAll(name), ...query.getAll(`${name}[]`)].map((value) => value.toLowerCase());
  const [emails, usernames, ids, [text]] = [
    wanted("email_address"),
    wanted("username"),
    wanted("user_id"),
    wanted("query"),
  ];
  return [...state.users.values()]
    .filter(
      (user) =>
        (emails.length === 0 || user.emails.some(({ address }) => emails.includes(address.toLowerCase()))) &&
        (usernames.length === 0 || usernames.includes(user.username?.toLowerCase() ?? "")) &&
        (ids.length === 0 || ids.includes(user.id.toLowerCase())) &&
        (text === undefined || words(user).includes(text)),
    )
    .sort((a, b) => b.createdAt - a.createdAt);
}

function words(user: User): string {
  const emails = user.emails.map(({ address }) => address);
  return [user.id, user.username, user.firstName, user.lastName, ...emails].join(" ").toLowerCase();
}
