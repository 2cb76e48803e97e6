import type { StackInfo } from '../stack/stack-info.ts';

/** What the demo gets from the stack that it runs on. */
export interface DemoContext {
  readonly stack: StackInfo;
  print(line: string): void;
  /** The stack ends when the demo does. */
  readonly once: boolean;
}
