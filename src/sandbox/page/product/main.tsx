// Entry point of the product's page.
import "../no-eval.js";
import { mount } from "../mount.js";
import "../style/base.css";
import "../style/product.css";
import { Product } from "./product.js";
import { signInByAddress } from "./sign-in.js";

const signingIn = signInByAddress();
mount(<Product signingIn={signingIn} />);
