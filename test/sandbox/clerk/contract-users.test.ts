// The contract table for users: filters and paging.
import { expect, test } from "vitest";
import { z } from "zod";
import { alice, bob, raise } from "./product.js";

const twin = {
  id: "user_2twin",
  firstName: "Tina",
  email: "tina@customer.example",
  otherEmails: [{ address: "Bob@Customer.example", verified: false }],
};

const found = (json: unknown) =>
  z
    .array(z.looseObject({ id: z.string() }))
    .parse(json)
    .map(({ id }) => id);

test.each([
  ["an address, verified or not, whatever its case", "email_address=BOB@customer.EXAMPLE", [twin.id, bob.id]],
  ["several addresses", `email_address=${alice.email}&email_address=${bob.email}`, [twin.id, bob.id, alice.id]],
  ["an address of nobody", "email_address=eve@acme.example", []],
  ["part of an address", "email_address=bob@customer", []],
  ["a username", "username=bob", [bob.id]],
  ["a user id", `user_id=${bob.id}&user_id=user_2nobody`, [bob.id]],
  ["a user id to leave out", `user_id=-${bob.id}`, [twin.id, alice.id]],
  ["a user id with a plus", `user_id=%2B${bob.id}`, [bob.id]],
  ["two filters, both of which count", `username=bob&email_address=${alice.email}`, []],
  ["part of an id", "query=2bo", [bob.id]],
  ["part of a name", "query=tin", [twin.id]],
  ["a full name", "query=bob%20brown", [bob.id]],
  ["part of any address", "query=acme.ex", [alice.id]],
  ["part of an address, by its own filter", "email_address_query=@CUSTOMER", [twin.id, bob.id]],
  ["part of a username", "username_query=LIC", [alice.id]],
  ["part of a name, by its own filter", "name_query=archer", [alice.id]],
  ["not being banned", "banned=false", [twin.id, bob.id, alice.id]],
  ["oldest first", "order_by=created_at", [alice.id, bob.id, twin.id]],
])("users are found by %s", async (_what, query, expected) => {
  const { clerk, clock, get } = await raise();
  clock.advance(1_000);
  clerk.addUser(twin);
  const { status, json } = await get(`/users?${query}`);
  expect(status).toBe(200);
  expect(found(json)).toEqual(expected);
  expect((await get(`/users/count?${query}`)).json).toEqual({ object: "total_count", total_count: expected.length });
});

test("a user has what the bot reads of one", async () => {
  const { clerk, get } = await raise();
  clerk.addUser({ ...twin, username: "tina", publicMetadata: { plan: "pro" }, privateMetadata: { note: 1 } });
  clerk.ban(twin.id);
  clerk.lock(twin.id);
  const [first, second] = clerk.users.at(-1)?.emails ?? [];
  expect((await get(`/users/${twin.id}`)).json).toMatchObject({
    object: "user",
    id: twin.id,
    username: "tina",
    first_name: "Tina",
    last_name: null,
    image_url: expect.any(String),
    primary_email_address_id: first?.id,
    email_addresses: [
      { id: first?.id, email_address: "tina@customer.example", verification: { status: "verified" } },
      { id: second?.id, email_address: "Bob@Customer.example", verification: { status: "unverified" } },
    ],
    banned: true,
    locked: true,
    public_metadata: { plan: "pro" },
    private_metadata: { note: 1 },
    last_sign_in_at: null,
  });
});

test("an administrator's change shows in the next answer", async () => {
  const { clerk, get } = await raise();
  clerk.ban(bob.id);
  clerk.lock(bob.id);
  clerk.unban(bob.id);
  clerk.unlock(bob.id);
  clerk.setEmailVerified(bob.id, bob.email, false);
  expect((await get(`/users/${bob.id}`)).json).toMatchObject({
    banned: false,
    locked: false,
    email_addresses: [{ verification: { status: "unverified" } }],
  });
});

test.each([
  ["was never there", "user_2nobody"],
  ["was deleted", bob.id],
])("a user who %s is 404 resource_not_found", async (_what, id) => {
  const { clerk, get, refusal } = await raise();
  clerk.deleteUser(bob.id);
  const { status, errors } = await refusal(get(`/users/${id}`));
  expect({ status, code: errors[0]?.code }).toEqual({ status: 404, code: "resource_not_found" });
});

test("a list shows ten users, or as many as asked for, from where asked", async () => {
  const { clerk, get } = await raise();
  for (let number = 1; number <= 12; number += 1) clerk.addUser({ id: `user_2n${number}` });
  expect(found((await get("/users")).json)).toHaveLength(10);
  expect(found((await get("/users?limit=500")).json)).toHaveLength(14);
  expect(found((await get("/users?limit=2&offset=1")).json)).toEqual(["user_2n11", "user_2n10"]);
});

test.each(["limit=0", "limit=501", "limit=ten", "limit=1.5", "limit=", "offset=-1"])(
  "%s is refused with 422",
  async (query) => {
    const { get, refusal } = await raise();
    const { status, errors } = await refusal(get(`/users?${query}`));
    expect(status).toBe(422);
    expect(errors).toMatchObject([{ code: "form_param_value_invalid", meta: { param_name: query.split("=")[0] } }]);
  },
);

test("more than 100 addresses in one question are refused", async () => {
  const { get, refusal } = await raise();
  const query = Array.from({ length: 101 }, (_, number) => `email_address=${number}@acme.example`).join("&");
  expect((await refusal(get(`/users?${query}`))).status).toBe(422);
});

test.each(["phone_number=1", "starting_after=user_2bob", "order_by=username"])(
  "%s, which the sandbox does not emulate, is refused",
  async (query) => {
    const { get, refusal } = await raise();
    const { status, errors } = await refusal(get(`/users?${query}`));
    expect({ status, code: errors[0]?.code }).toEqual({ status: 501, code: "not_emulated" });
  },
);
