/** What goes wrong. With `afterCommit` the request takes effect first. */
export type Fault = { readonly afterCommit: boolean } & (
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      /** `undefined` leaves the body to the service. */
      readonly body: unknown;
    }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' }
);

export interface FaultRule {
  /** Upper case; `undefined` matches every method. */
  readonly method: string | undefined;
  /** Tested against the path without the query. */
  readonly path: RegExp | undefined;
  /** Matching requests that are let through first. */
  skip: number;
  /** Matching requests that then get the fault. */
  times: number;
  readonly fault: Fault;
}

export interface FaultRules {
  add(rules: readonly FaultRule[]): void;
  clear(): void;
  /** The fault for this request, if any; counts the request in every rule that it reaches. */
  take(method: string, path: string): Fault | undefined;
}

/** Rules in the order given: the first that matches and is not to be skipped decides. */
export function createFaultRules(): FaultRules {
  let rules: FaultRule[] = [];
  return {
    add: (added) => {
      rules.push(...added);
    },
    clear: () => {
      rules = [];
    },
    take: (method, path) => {
      for (const rule of rules) {
        if (rule.method !== undefined && rule.method !== method) continue;
        if (rule.path && !rule.path.test(path)) continue;
        if (rule.skip > 0) {
          rule.skip -= 1;
          continue;
        }
        rule.times -= 1;
        if (rule.times <= 0) rules = rules.filter((other) => other !== rule);
        return rule.fault;
      }
      return undefined;
    },
  };
}
