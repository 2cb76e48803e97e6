import { describe, expect, it } from 'vitest';
import { cellText, EMPTY_TEXT } from './cell-text.ts';
import { keyText } from './key-text.ts';
import { visibleText } from './visible-text.ts';

describe('visibleText', () => {
  it.each([
    ['a plain text', 'a plain text'],
    [' ends ', '␣ends␣'],
    ['a  b', 'a  b'],
    ['two\nlines', 'two↵\nlines'],
    ['a\tb\u0000\u007f', 'a␉b␀␡'],
    ['evil\u202Etxt.exe', 'evil⟨U+202E⟩txt.exe'],
    ['zero\u200Bwidth\uFEFF', 'zero⟨U+200B⟩width⟨U+FEFF⟩'],
    ['no\u00A0break', 'no⟨U+00A0⟩break'],
    ['👩‍🚀 नमस्ते', '👩‍🚀 नमस्ते'],
  ])('shows %j as %j', (text, shown) => expect(visibleText(text)).toBe(shown));

  it('leaves markup what it is: text', () => {
    expect(visibleText('<img src=x onerror=alert(1)>')).toBe('<img src=x onerror=alert(1)>');
  });
});

describe('cellText', () => {
  it.each([
    [null, EMPTY_TEXT],
    [undefined, EMPTY_TEXT],
    ['1.50', '1.50'],
    [true, 'true'],
    [['a', 'b '], 'a, b␣'],
    [{ a: 1 }, '{"a":1}'],
  ])('says %j as %j', (cell, text) => expect(cellText(cell)).toBe(text));
});

describe('keyText', () => {
  it('joins the values of a composite key in their order', () => {
    expect(keyText({ code: 'AA' })).toBe('AA');
    expect(keyText({ code: 'AA', year: '2026' })).toBe('AA · 2026');
    expect(keyText({})).toBe('(no key)');
    expect(keyText(undefined)).toBe('(no key)');
  });
});
