// The request form in a browser: its fields, its errors, and how it is closed.
import { expect, test } from "vitest";
import { openHouse } from "./house.js";

const house = await openHouse();

test("errors are shown beside their field, and valid input is sent", async () => {
  const alice = await house.window("alice");
  const carol = await house.window("carol", "approvals");
  await alice.types("/impersonate");
  await alice.form.getByRole("heading", { name: "Request access" }).waitFor();

  // The client itself does not send a form with an empty field.
  const who = alice.form.getByRole("combobox", { name: "User" });
  const chooses = async (typed: string, option: string | RegExp) => {
    await who.fill(typed);
    await alice.form.getByRole("option", { name: option }).click();
  };
  await chooses("@nobody", "@nobody");
  await alice.presses("Submit request", alice.form);
  await alice.form.getByText("Please complete this required field.").waitFor();
  const reason = alice.form.getByRole("textbox", { name: "Reason" });
  expect(await reason.getAttribute("aria-invalid")).toBe("true");

  // The app's error is shown beside its field.
  await reason.fill("ticket 4821");
  await alice.presses("Submit request", alice.form);
  await expect.poll(() => who.getAttribute("aria-invalid")).toBe("true");
  expect(await reason.inputValue()).toBe("ticket 4821");

  await chooses("brow", /Bob Brown/);
  await alice.form.getByLabel("For how long").selectOption("1 hour");
  await alice.presses("Submit request", alice.form);
  await carol.sees(/wants to sign in as Bob Brown for 1 hour/);
});

test("a mention typed with the command preselects that person, and another can be found by name", async () => {
  const alice = await house.window("alice");
  await alice.types("/impersonate @dave");
  const person = alice.form.getByRole("combobox", { name: "User" });
  await expect.poll(() => person.inputValue()).toBe("@dave");
  await person.fill("brown");
  await alice.form.getByRole("option", { name: /Bob Brown/ }).click();
  expect(await person.inputValue()).toBe("Bob Brown (bob@customer.example)");
});

test("Cancel, the X and Escape each close it, and nothing is asked", async () => {
  const alice = await house.window("alice");
  // The X closes a whole stack of forms, the others only the topmost.
  const closings = [
    { all: false, close: () => alice.presses("Cancel", alice.form) },
    { all: true, close: () => alice.presses("Close the form", alice.form) },
    { all: false, close: () => alice.page.keyboard.press("Escape") },
  ];
  for (const { all, close } of closings) {
    await alice.types("/impersonate");
    await alice.form.waitFor();
    const closing = alice.page.waitForRequest("**/api/close");
    await close();
    expect((await closing).postDataJSON()).toMatchObject({ all });
    await alice.form.waitFor({ state: "detached" });
  }
  expect(house.sandbox.slack.messages).toEqual([]);
});

test("if the app does not answer, the form stays as it is and shows a connection error", async () => {
  const alice = await house.window("alice");
  await alice.types("/impersonate @dave");
  await alice.form.waitFor();
  const reason = alice.form.getByRole("textbox", { name: "Reason" });
  await reason.fill("ticket 4821");
  await house.page.live.killBot();
  await alice.presses("Submit request", alice.form);
  await alice.form.getByText("We had some trouble connecting. Try again?").waitFor();
  expect(await reason.inputValue()).toBe("ticket 4821");
  await house.page.live.startBot();
  await alice.presses("Submit request", alice.form);
  await alice.form.getByText("We had some trouble connecting").waitFor({ state: "detached" });
  await alice.form.waitFor({ state: "detached" });
});
