// The page that the story is about: the invoices of a customer.
import { invoicesAt } from "./invoice-list.js";

const date = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", year: "numeric" });
const money = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });
const menu = ["Overview", "Invoices", "Payments", "Team"];

export function Invoices({ nowMs }: { nowMs: number }) {
  const invoices = invoicesAt(nowMs);
  const sum = (...states: string[]) =>
    invoices.filter(({ state }) => states.includes(state)).reduce((total, { amount }) => total + amount, 0);
  return (
    <>
      <ul className="product-menu" aria-label="Menu">
        {menu.map((each) => (
          <li key={each} aria-current={each === "Invoices" ? "page" : undefined}>
            {each}
          </li>
        ))}
      </ul>
      <div className="product-title">
        <h1>Invoices</h1>
        <p>Juniper Bakery · Team plan</p>
      </div>
      <dl className="totals">
        <div>
          <dt>Outstanding</dt>
          <dd>{money.format(sum("Open", "Overdue"))}</dd>
        </div>
        <div>
          <dt>Overdue</dt>
          <dd className="overdue">{money.format(sum("Overdue"))}</dd>
        </div>
        <div>
          <dt>Paid, last 6 months</dt>
          <dd>{money.format(sum("Paid"))}</dd>
        </div>
      </dl>
      <table className="invoices">
        <thead>
          <tr>
            <th scope="col">Invoice</th>
            <th scope="col" className="issued">
              Issued
            </th>
            <th scope="col" className="due">
              Due
            </th>
            <th scope="col" className="amount">
              Amount
            </th>
            <th scope="col">Status</th>
          </tr>
        </thead>
        <tbody>
          {invoices.map(({ number, about, issuedMs, dueMs, amount, state }) => (
            <tr key={number}>
              <th scope="row">
                {number}
                <small>{about}</small>
                <small className="due-below">Due {date.format(dueMs)}</small>
              </th>
              <td className="issued">{date.format(issuedMs)}</td>
              <td className="due">{date.format(dueMs)}</td>
              <td className="amount">{money.format(amount)}</td>
              <td>
                <span className="invoice-state" data-state={state}>
                  {state}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
