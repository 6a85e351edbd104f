// The people of the emulated workspace and the users of the emulated product.

export const team = { id: "T0ACME", name: "Acme", domain: "acme" } as const;
const otherTeamId = "T0OTHER";

export const ids = {
  alice: "U0ALICE",
  carol: "U0CAROL",
  dave: "U0DAVE",
  eve: "U0EVE",
  gus: "U0GUS",
  mallory: "U0MALLORY",
  general: "C0GENERAL",
  approvals: "C0APPROVALS",
  managers: "S0MANAGERS",
} as const;

/** alice asks, carol and dave approve, eve must be refused, gus is a guest, mallory is from another organization. */
export const people = [
  { id: ids.alice, name: "alice", realName: "Alice Archer", email: "alice@acme.example" },
  { id: ids.carol, name: "carol", realName: "Carol Clark", email: "carol@acme.example" },
  { id: ids.dave, name: "dave", realName: "Dave Dunn", email: "dave@acme.example", isAdmin: true },
  { id: ids.eve, name: "eve", realName: "Eve Ellis", email: "eve@acme.example" },
  { id: ids.gus, name: "gus", realName: "Gus Guest", email: "gus@contractor.example", isRestricted: true },
  { id: ids.mallory, name: "mallory", realName: "Mallory Moss", email: "mallory@other.example", teamId: otherTeamId },
];

/** Each person's role, as shown in the person switch. */
export const parts: Readonly<Record<string, string>> = {
  [ids.alice]: "Support. Asks for access.",
  [ids.carol]: "Manager. Approves requests.",
  [ids.dave]: "Manager. Approves requests.",
  [ids.eve]: "Member. No approver, no account in the product.",
  [ids.gus]: "Guest. May not ask for access.",
  [ids.mallory]: "From another organization.",
};

export const channels = [
  { id: ids.general, name: "general", members: [ids.alice, ids.carol, ids.dave, ids.eve, ids.gus, ids.mallory] },
  {
    id: ids.approvals,
    name: "impersonation-approvals",
    isPrivate: true,
    members: [ids.alice, ids.carol, ids.dave],
    hasBot: true,
  },
];

export const approvers: readonly string[] = [ids.carol, ids.dave];

export const userGroups = [{ id: ids.managers, handle: "managers", name: "Managers", members: [...approvers] }];

/** The product's users: staff accounts, and the customers bob and beth. */
export const productUsers = [
  { id: "user_2alice", firstName: "Alice", lastName: "Archer", email: "alice@acme.example" },
  { id: "user_2carol", firstName: "Carol", lastName: "Clark", email: "carol@acme.example" },
  { id: "user_2dave", firstName: "Dave", lastName: "Dunn", email: "dave@acme.example" },
  { id: "user_2bob", username: "bob", firstName: "Bob", lastName: "Brown", email: "bob@customer.example" },
  { id: "user_2beth", username: "beth", firstName: "Beth", lastName: "Blake", email: "beth@customer.example" },
];
