// Puts the customer's product on its page.
import "../no-eval.js";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "../style/base.css";
import "../style/product.css";
import { Product } from "./product.js";
import { signInByAddress } from "./sign-in.js";

const signingIn = signInByAddress();
const place = document.getElementById("page");
if (place !== null) {
  createRoot(place).render(
    <StrictMode>
      <Product signingIn={signingIn} />
    </StrictMode>,
  );
}
