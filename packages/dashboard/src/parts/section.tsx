import { type ReactNode, useId } from 'react';

interface Props {
  readonly title: string;
  readonly id?: string;
  readonly children: ReactNode;
}

/** A part of a page under its heading. */
export function Section({ title, id, children }: Props) {
  const heading = useId();
  return (
    <section className="section" id={id} aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      {children}
    </section>
  );
}
