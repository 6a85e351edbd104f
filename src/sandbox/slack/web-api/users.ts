// users.info and users.lookupByEmail.
import { refuse } from "../http/refusal.js";
import type { PersonRecord } from "../state/seed.js";
import type { SlackState } from "../state/state.js";
import type { Method } from "./method.js";

export const info: Method = {
  token: "bot",
  scopes: ["users:read"],
  run: (args, { state }) => {
    const person = state.directory.people.get(args.required("user")) ?? refuse("user_not_found");
    if (!person.visible) refuse("user_not_visible");
    const user = Object.entries(wirePerson(person, state));
    return { user: Object.fromEntries(user.filter(([field]) => !person.omitted.includes(field))) };
  },
};

export const lookupByEmail: Method = {
  token: "bot",
  scopes: ["users:read.email"],
  run: (args, { state }) => {
    const email = args.required("email").toLowerCase();
    const person = [...state.directory.people.values()].find((each) => each.email?.toLowerCase() === email);
    // A deactivated account is not found by email.
    if (person === undefined || person.deleted) return refuse("users_not_found");
    return { user: wirePerson(person, state) };
  },
};

function wirePerson(person: PersonRecord, { directory, manifest }: SlackState) {
  const { enterprise } = directory.team;
  const [first, ...others] = person.realName.split(" ");
  const email = manifest.scopes.includes("users:read.email") ? person.email : undefined;
  return {
    id: person.id,
    team_id: person.teamId,
    name: person.name,
    deleted: person.deleted,
    color: "4bbe2e",
    real_name: person.realName,
    tz: "Etc/UTC",
    tz_label: "UTC",
    tz_offset: person.tzOffsetS,
    profile: {
      title: "",
      phone: "",
      real_name: person.realName,
      real_name_normalized: person.realName,
      display_name: person.name,
      display_name_normalized: person.name,
      first_name: first,
      last_name: others.join(" "),
      avatar_hash: "0",
      status_text: "",
      status_emoji: "",
      team: person.teamId,
      ...(email === undefined ? {} : { email }),
      ...(person.id === directory.bot.userId ? { api_app_id: directory.bot.appId, bot_id: directory.bot.botId } : {}),
    },
    is_admin: person.isAdmin,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: person.isRestricted || person.isUltraRestricted,
    is_ultra_restricted: person.isUltraRestricted,
    is_bot: person.isBot,
    is_app_user: false,
    is_stranger: person.isStranger,
    is_email_confirmed: person.emailConfirmed,
    updated: 0,
    ...(enterprise === undefined || person.enterpriseTeams === undefined
      ? {}
      : {
          enterprise_user: {
            id: person.id,
            enterprise_id: enterprise.id,
            enterprise_name: enterprise.name,
            is_admin: false,
            is_owner: false,
            teams: person.enterpriseTeams,
          },
        }),
  };
}
