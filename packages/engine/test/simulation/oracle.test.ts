import { beforeEach, describe, expect, it } from 'vitest';
import { must } from '../../src/errors/assert.ts';
import { collectEvidence, type Evidence } from './evidence.ts';
import { liveToTheEnd } from './live-to-the-end.ts';
import { FIELDS, TABLE } from './sim-shape.ts';
import { keyOf, nativeOf } from './sim-world.ts';
import { judge } from './simulate.ts';
import { Simulation } from './simulation.ts';

describe('the oracle', () => {
  let simulation: Simulation;
  let evidence: Evidence;
  const verdictOf = (changed: Partial<Evidence> = {}) => judge({ ...evidence, ...changed }, true);

  beforeEach(async () => {
    simulation = new Simulation(10, { memory: true }, false, true);
    await simulation.live();
    await liveToTheEnd(simulation);
    evidence = await collectEvidence(simulation.world);
  });

  it('has nothing to say where all is well', () => {
    expect(verdictOf()).toEqual({ lost: [], duplicated: [], unconverged: [] });
  });

  it('sees an edit that is nowhere', async () => {
    const { world, people } = simulation;
    const row = must(world.rows('postgres')[0], 'there is a row');
    const former = nativeOf(row, 'note');
    people.edit('postgres', row, 'note', 'seen by nobody');
    world.systems.postgres.editRow(TABLE, row.externalId, { note: former });
    evidence = await collectEvidence(world);
    const { lost } = verdictOf();
    expect(lost).toEqual([expect.stringContaining('seen by nobody')]);
  });

  it('sees an edit that was brought to some systems only', async () => {
    const { world, people } = simulation;
    const row = must(world.rows('notion')[0], 'there is a row');
    people.edit('notion', row, 'note', 'half way');
    evidence = await collectEvidence(world);
    const verdict = verdictOf();
    expect(verdict.lost).toEqual([expect.stringContaining('half way')]);
    expect(verdict.unconverged).toEqual([expect.stringContaining('note')]);
  });

  it('sees a row that is there twice', async () => {
    const { world } = simulation;
    const row = must(world.rows('sheets')[0], 'there is a row');
    const values = Object.keys(FIELDS).map((field) => [field, nativeOf(row, field)]);
    world.systems.sheets.addRow(TABLE, Object.fromEntries(values));
    evidence = await collectEvidence(world);
    expect(verdictOf().duplicated).toEqual([expect.stringContaining(keyOf(row))]);
  });

  it('sees a row that nobody created', async () => {
    const { world } = simulation;
    world.systems.sheets.addRow(TABLE, { code: 'from nowhere', name: 'x' });
    evidence = await collectEvidence(world);
    expect(verdictOf().duplicated).toEqual(['nobody created: from nowhere']);
  });

  it('sees a write that the log does not tell of', () => {
    const at = evidence.entries.findIndex(
      ({ type, result }) => type === 'write.outcome' && result === 'written',
    );
    const { lost } = verdictOf({ entries: evidence.entries.toSpliced(at, 1) });
    expect(lost.filter((line) => line.includes('does not tell'))).toHaveLength(1);
  });

  it('sees an entry of a write that never took place', () => {
    const told = must(
      evidence.entries.find(({ type, result }) => type === 'write.outcome' && result === 'written'),
      'something was written',
    );
    const { lost } = verdictOf({ entries: [...evidence.entries, { ...told, id: 'made up' }] });
    expect(lost).toEqual([expect.stringContaining('never took place')]);
  });

  it('sees a preview that writes, and a row that a run deletes by itself', async () => {
    const { world } = simulation;
    world.facts.faults.push('written by a preview: x', 'lost: nobody deleted the row: x');
    expect(verdictOf().lost).toHaveLength(2);
  });

  it('sees a deletion that came to nothing', async () => {
    const { world, people } = simulation;
    const row = must(world.rows('notion')[0], 'there is a row');
    people.remove('notion', row);
    evidence = await collectEvidence(world);
    const { lost, unconverged } = verdictOf();
    expect([...lost, ...unconverged].join()).toContain(keyOf(row));
  });
});
