// Filters users by the query of a Backend API request.
import type { User } from "../state.js";
import { flagOf } from "./page.js";
import { paramInvalid, unprocessable } from "./parameters.js";
import { notEmulated } from "./refusal.js";

const maxValues = 100;

// Clerk's filters that are not emulated; refused, because ignoring one would give wrong results.
const notEmulatedFilters = [
  "phone_number",
  "external_id",
  "web3_wallet",
  "organization_id",
  "phone_number_query",
  "last_active_at_before",
  "last_active_at_after",
  "last_active_at_since",
  "created_at_before",
  "created_at_after",
  "last_sign_in_at_before",
  "last_sign_in_at_after",
  "provider",
  "provider_user_id",
  "starting_after",
];

/** The users that match every filter of the query, in the requested order. */
export function matching(users: readonly User[], query: URLSearchParams): User[] {
  const unsupported = notEmulatedFilters.find((name) => query.has(name));
  if (unsupported !== undefined) throw notEmulated(`the users' ${unsupported} filter`);
  const orderBy = query.get("order_by") ?? "-created_at";
  if (!["-created_at", "+created_at", " created_at", "created_at"].includes(orderBy)) {
    throw notEmulated(`the users' order by ${orderBy}`);
  }
  const filters = filtersOf(query);
  const found = users.filter((user) => filters.every((fits) => fits(user)));
  return orderBy === "-created_at" ? found : found.reverse();
}

function filtersOf(query: URLSearchParams): ((user: User) => boolean)[] {
  const emails = several(query, "email_address").map((address) => address.toLowerCase());
  const usernames = several(query, "username").map((name) => name.toLowerCase());
  // An unescaped leading + arrives as a space.
  const ids = several(query, "user_id").map((id) => id.replace(/^[+ ]/, ""));
  const wanted = ids.filter((id) => !id.startsWith("-"));
  const unwanted = ids.filter((id) => id.startsWith("-")).map((id) => id.slice(1));
  const banned = flagOf(query, "banned");
  const filters: ((user: User) => boolean)[] = [(user) => !unwanted.includes(user.id)];
  if (emails.length > 0) filters.push((user) => addresses(user).some((one) => emails.includes(one.toLowerCase())));
  if (usernames.length > 0) filters.push((user) => usernames.includes(user.username?.toLowerCase() ?? ""));
  if (wanted.length > 0) filters.push((user) => wanted.includes(user.id));
  if (banned !== undefined) filters.push((user) => user.banned === banned);
  for (const [name, textsOf] of Object.entries(fuzzy)) {
    const text = query.get(name)?.toLowerCase();
    if (text) filters.push((user) => textsOf(user).some((one) => one?.toLowerCase().includes(text)));
  }
  return filters;
}

const fuzzy: Record<string, (user: User) => (string | null)[]> = {
  query: (user) => [user.id, user.username, ...names(user), ...addresses(user)],
  email_address_query: addresses,
  username_query: (user) => [user.username],
  name_query: names,
};

function names(user: User): (string | null)[] {
  return [user.firstName, user.lastName, [user.firstName, user.lastName].filter(Boolean).join(" ")];
}

function addresses(user: User): string[] {
  return user.emails.map((email) => email.address);
}

function several(query: URLSearchParams, name: string): string[] {
  const values = query.getAll(name);
  if (values.length > maxValues) {
    throw unprocessable(paramInvalid(name, `${name} accepts up to ${maxValues} values.`));
  }
  return values;
}
