// People and user groups, with the plain Web API client.
import { describe, expect, test } from "vitest";
import { acme, refusal } from "./acme.js";

describe("users", () => {
  test.each([
    ["users.info", { user: "UNOBODY" }, "user_not_found"],
    ["users.info", { user: "UEVE" }, "user_not_visible"],
    ["users.info", {}, "invalid_arguments"],
    ["users.lookupByEmail", { email: "nobody@acme.test" }, "users_not_found"],
    ["users.lookupByEmail", { email: "bob@acme.test" }, "users_not_found"],
  ])("%s %o is refused with %s", async (method, args, error) => {
    const { web } = await acme();
    expect(await refusal(web.apiCall(method, args))).toMatchObject({ error });
  });

  test("a deactivated person is marked as deleted", async () => {
    const { web } = await acme();
    expect((await web.users.info({ user: "UBOB" })).user).toMatchObject({ deleted: true, real_name: "Bob Brown" });
  });

  test("a guest is restricted, a single-channel guest is both", async () => {
    const { web, slack } = await acme();
    expect((await web.users.info({ user: "UDAVE" })).user).toMatchObject({
      is_restricted: true,
      is_ultra_restricted: false,
    });
    slack.updatePerson("UDAVE", { isRestricted: false, isUltraRestricted: true });
    expect((await web.users.info({ user: "UDAVE" })).user).toMatchObject({
      is_restricted: true,
      is_ultra_restricted: true,
    });
  });

  test("somebody of another team carries that team's id, and need not be a stranger", async () => {
    const { web, slack } = await acme();
    slack.updatePerson("UEVE", { visible: true });
    expect((await web.users.info({ user: "UEVE" })).user).toMatchObject({ team_id: "T0OTHER", is_stranger: false });
    slack.updatePerson("UEVE", { isStranger: true });
    expect((await web.users.info({ user: "UEVE" })).user).toMatchObject({ team_id: "T0OTHER", is_stranger: true });
  });

  test("somebody of this team carries the team's id, as auth.test gives it", async () => {
    const { web } = await acme();
    const { team_id } = await web.auth.test();
    expect((await web.users.info({ user: "UALICE" })).user).toMatchObject({
      team_id,
      profile: { team: team_id },
      deleted: false,
      is_bot: false,
      is_restricted: false,
      is_stranger: false,
    });
  });

  test("the bot itself is one", async () => {
    const { web, slack } = await acme();
    expect((await web.users.info({ user: slack.bot.userId })).user).toMatchObject({
      is_bot: true,
      profile: { bot_id: slack.bot.botId, api_app_id: slack.bot.appId },
    });
  });

  test("the email address is left out without users:read.email", async () => {
    const { web } = await acme({ scopes: ["users:read"] });
    expect((await web.users.info({ user: "UALICE" })).user?.profile).not.toHaveProperty("email");
  });

  test("the email address comes with users:read.email, and whether it was confirmed", async () => {
    const { web, slack } = await acme();
    slack.updatePerson("UALICE", { emailConfirmed: false });
    expect((await web.users.info({ user: "UALICE" })).user).toMatchObject({
      is_email_confirmed: false,
      profile: { email: "alice@acme.test" },
    });
  });

  test("on Enterprise Grid a person's teams are listed", async () => {
    const { web, slack } = await acme();
    slack.team.enterprise = { id: "E1", name: "Acme Group" };
    slack.updatePerson("UALICE", { enterpriseTeams: ["T0ACME", "T0SISTER"] });
    expect((await web.users.info({ user: "UALICE" })).user).toMatchObject({
      enterprise_user: { enterprise_id: "E1", teams: ["T0ACME", "T0SISTER"] },
    });
  });
});

describe("user groups", () => {
  test("list their members, deactivated ones too", async () => {
    const { web } = await acme();
    expect(await web.usergroups.users.list({ usergroup: "SMANAGERS" })).toMatchObject({ users: ["UCAROL", "UBOB"] });
    expect(await web.usergroups.list()).toMatchObject({ usergroups: [{ id: "SMANAGERS", handle: "managers" }] });
  });

  test.each(["usergroups.list", "usergroups.users.list"])("%s needs a paid plan", async (method) => {
    const { web, slack } = await acme();
    slack.settings.userGroupsNeedPaidPlan = true;
    expect(await refusal(web.apiCall(method, { usergroup: "SMANAGERS" }))).toMatchObject({
      error: "plan_upgrade_required",
    });
  });

  test("one that is unknown or disabled is answered with no_such_subteam", async () => {
    const { web, slack } = await acme();
    expect(await refusal(web.usergroups.users.list({ usergroup: "SX" }))).toMatchObject({ error: "no_such_subteam" });
    slack.updateUserGroup("SMANAGERS", { disabled: true });
    expect(await refusal(web.usergroups.users.list({ usergroup: "SMANAGERS" }))).toMatchObject({
      error: "no_such_subteam",
    });
    expect(await web.usergroups.list()).toMatchObject({ usergroups: [] });
    expect(await web.usergroups.users.list({ usergroup: "SMANAGERS", include_disabled: true })).toMatchObject({
      users: ["UCAROL", "UBOB"],
    });
  });
});
