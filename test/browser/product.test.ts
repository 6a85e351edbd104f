// The customer's product: a page of invoices, under a banner that says who is signed in as whom and for how long.
import { expect, test } from "vitest";
import { openHouse } from "./house.js";

const house = await openHouse();

test("it shows the customer's invoices, and somebody signed in as the customer sees for how long", async () => {
  const { alice, message } = await house.issued();
  const product = await alice.opensLink(message);
  const banner = product.getByRole("complementary", { name: "Signed in as a customer" });
  await banner.getByText("Alice Archer is signed in as Bob Brown").waitFor();
  await banner.getByText("30 min left").waitFor();
  const rows = product.getByRole("table").getByRole("row");
  expect(await rows.nth(1).innerText()).toMatch(/INV-\d+.*, 20\d\d.*\$[\d.]+.*(Open|Paid|Overdue)/s);

  await product.setViewportSize({ width: 390, height: 844 });
  expect(await product.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
  house.sandbox.clock.advance(60_000);
  await banner.getByText("29 min left").waitFor();
});

test("once access is revoked the invoices are gone, and it says that she was signed in", async () => {
  const { alice, carol, message } = await house.issued();
  const product = await alice.opensLink(message);
  await product.getByRole("table").waitFor();
  await carol.sees("In use since");
  await carol.presses("Revoke");
  await product.getByText("Access was revoked").waitFor();
  await product.getByText("Alice Archer was signed in as Bob Brown").waitFor();
  expect(await product.getByRole("table").count()).toBe(0);
});
