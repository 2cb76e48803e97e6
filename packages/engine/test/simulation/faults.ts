import type { Random } from './random.ts';

/** What goes wrong, and how likely it is each time that it could. */
export const FAULT_RATES = {
  'rate limit (429)': 0.01,
  'conflict (409)': 0.004,
  'unavailable after the writes (503)': 0.008,
  'timeout before the effect': 0.01,
  'timeout after the effect': 0.004,
  'batch cut off': 0.008,
  'page cut off': 0.008,
  'stale row': 0.02,
  'late row': 0.02,
  'late look-up': 0.05,
  'edit before the read-back': 0.06,
  'deletion before the read-back': 0.004,
  'database error before the effect': 0.003,
  'database error after the effect': 0.003,
  'triggered twice': 0.1,
  'started twice': 0.001,
  'worker died': 0.003,
  'instance lost': 0.003,
  'zombie woke up': 0.7,
} as const;

export type FaultKind = keyof typeof FAULT_RATES;

export const FAULT_KINDS = Object.keys(FAULT_RATES) as FaultKind[];

/** Decides by chance what goes wrong, and counts it. */
export class Faults {
  readonly counts = new Map<FaultKind, number>();
  isOn = true;
  private readonly random: Random;
  /** 1: as in the table. */
  private readonly severity: number;

  constructor(random: Random, severity: number) {
    this.random = random;
    this.severity = severity;
  }

  /** Whether it goes wrong now. */
  strikes(kind: FaultKind): boolean {
    if (!this.isOn || !this.random.chance(FAULT_RATES[kind] * this.severity)) return false;
    this.count(kind);
    return true;
  }

  count(kind: FaultKind): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }
}
