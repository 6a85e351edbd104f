// The rooms of the bot and the arrows between them. docs/architecture.md shows the same table.

/** The rooms of the bot, and the rooms that each may import from; a room is the longest name that a file's path begins with. */
export const rooms: Readonly<Record<string, readonly string[]>> = {
  "impersonation/model/": [],
  "impersonation/ports/": ["impersonation/model/"],
  "impersonation/keyed-lock": [],
  "impersonation/deferred-rejection": [],
  "impersonation/context": ["impersonation/model/", "impersonation/ports/", "impersonation/keyed-lock"],
  "impersonation/checks/": [
    "impersonation/model/",
    "impersonation/ports/",
    "impersonation/context",
    "impersonation/deferred-rejection",
  ],
  "impersonation/access/": ["impersonation/model/", "impersonation/ports/", "impersonation/context"],
  "impersonation/verbs/": [
    "impersonation/access/",
    "impersonation/checks/",
    "impersonation/model/",
    "impersonation/ports/",
    "impersonation/context",
    "impersonation/deferred-rejection",
  ],
  "impersonation/service": [
    "impersonation/checks/",
    "impersonation/verbs/",
    "impersonation/model/",
    "impersonation/context",
  ],
  "settings/": ["impersonation/", "runtime/"],
  "slack/transport/": ["impersonation/", "runtime/", "settings/"],
  "slack/messages/": ["impersonation/"],
  "slack/workspace/": ["impersonation/", "runtime/", "slack/transport/", "slack/messages/"],
  "slack/outbox/": ["impersonation/", "runtime/", "slack/transport/", "slack/messages/"],
  "slack/replies/": ["impersonation/", "runtime/", "slack/transport/", "slack/messages/"],
  "slack/handlers/": ["impersonation/", "runtime/", "slack/transport/", "slack/messages/", "slack/replies/"],
  "clerk/": ["impersonation/", "runtime/"],
  "db/sqlite/": ["impersonation/", "db/schema"],
  "db/schema": ["impersonation/"],
  "db/": ["impersonation/", "db/sqlite/", "db/schema"],
  scheduler: ["impersonation/", "runtime/"],
  "runtime/": ["impersonation/"],
};
