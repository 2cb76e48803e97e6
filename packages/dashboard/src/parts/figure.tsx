import type { ReactNode } from 'react';

interface Props {
  readonly name: string;
  readonly under?: ReactNode;
  readonly children: ReactNode;
}

/** One figure of a `dl.figures`. */
export function Figure({ name, under, children }: Props) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
      {under !== undefined && <dd className="under">{under}</dd>}
    </div>
  );
}
