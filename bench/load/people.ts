// The people of a measured workspace: many who ask, some who approve, and the product's users.
import { ids } from "../../src/sandbox/cast.js";
import type { Sandbox } from "../../src/sandbox/sandbox.js";

/** Desks work at the same time: an approver each, with people who ask in turn, so that none of them asks too often. */
export const desks = 10;
const askersPerDesk = 16;
/** A person may not have many open requests. */
const linksPerHolder = 5;

export const approverAt = (desk: number) => `U0APPROVER${desk}`;
export const askerAt = (desk: number, turn: number) => `U0ASKER${desk * askersPerDesk + (turn % askersPerDesk)}`;
export const customerAt = (desk: number) => `desk${desk}@customer.example`;
export const linkHolder = (link: number) => `U0HOLDER${Math.floor(link / linksPerHolder)}`;
export const linkCustomer = (link: number) => `link${link}@customer.example`;

/** `links`: how many links can live at the same time, besides those of the desks. */
export function invitePeople(sandbox: Sandbox, links = 0): void {
  const { slack, clerk } = sandbox;
  const member = (id: string, channel: string) => {
    const name = id.toLowerCase();
    const email = `${name}@acme.example`;
    slack.addPerson({ id, name, realName: name, email });
    slack.invite(channel, id);
    clerk.addUser({ email, firstName: name });
  };
  for (let desk = 0; desk < desks; desk += 1) {
    member(approverAt(desk), ids.approvals);
    clerk.addUser({ email: customerAt(desk), firstName: "Desk", lastName: `Customer ${desk}` });
    for (let turn = 0; turn < askersPerDesk; turn += 1) member(askerAt(desk, turn), ids.general);
  }
  for (let link = 0; link < links; link += 1) {
    if (link % linksPerHolder === 0) member(linkHolder(link), ids.general);
    clerk.addUser({ email: linkCustomer(link), firstName: "Link", lastName: `Customer ${link}` });
  }
}
