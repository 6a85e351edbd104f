// GET /users, GET /users/count and GET /users/{id}.

import type { State, User } from "../state.js";
import { cut, pageOf } from "./page.js";
import { notFound } from "./refusal.js";
import { matching } from "./user-search.js";
import { userJson } from "./wire.js";

/** A plain array, newest first. */
export function listUsers(state: State, query: URLSearchParams) {
  const page = pageOf(query);
  return cut(matching(newestFirst(state), query), page).map(userJson);
}

export function countUsers(state: State, query: URLSearchParams) {
  return { object: "total_count", total_count: matching(newestFirst(state), query).length };
}

export function getUser(state: State, id: string) {
  const user = state.users.get(id);
  if (user === undefined) throw notFound(`No user was found with id ${id}.`);
  return userJson(user);
}

function newestFirst(state: State): User[] {
  return [...state.users.values()].reverse().sort((a, b) => b.createdAt - a.createdAt);
}
