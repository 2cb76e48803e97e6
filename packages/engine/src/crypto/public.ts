/**
 * The package's door `@chittyos/engine/crypto`: the pure primitives that signed bytes are made with. They are
 * all that the verifier takes from the engine, beside the format of the audit entry.
 */
// biome-ignore lint/performance/noBarrelFile: a package export is one file, and the verifier needs three
export { canonicalJson } from './canonical-json.ts';
export { publicKeyOf, signText } from './ed25519.ts';
export { sha256Hex } from './sha256.ts';
