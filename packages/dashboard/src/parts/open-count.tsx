import { Link } from '@tanstack/react-router';
import { numberText } from '../format/count-text.ts';
import { NumberCell } from './number-cell.tsx';

interface Props {
  readonly registryId: string;
  /** The part of the registry's page that lists them. */
  readonly hash: 'conflicts' | 'problems';
  readonly count: number | undefined;
}

/** A table cell with how many conflicts or problems are open, leading to them. */
export function OpenCount({ registryId, hash, count }: Props) {
  if (count === undefined || count === 0) return <NumberCell count={count} />;
  return (
    <td className="number">
      <Link className="alert" to="/registries/$registryId" params={{ registryId }} hash={hash}>
        {numberText(count)}
      </Link>
    </td>
  );
}
