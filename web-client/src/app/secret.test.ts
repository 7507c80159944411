/** A secret is put in mark by mark, typed or pasted; the easiest ones are not taken. */
import { describe, expect, it } from 'vitest';
import { added, isEasy, isSame, readDigits, secretOf, waitSaid, type Marks } from './secret';

const put = (kind: 'digits' | 'pictures', marks: Marks) => marks.reduce<Marks>((so, mark) => added(kind, so, mark), []);

describe('a secret', () => {
  it('is whole at six digits or five pictures, and takes no more', () => {
    expect(secretOf('digits', put('digits', [0, 1, 0, 4, 9, 9, 7]))).toEqual({ kind: 'digits', digits: '010499' });
    expect(secretOf('pictures', put('pictures', [15, 0, 15, 3, 3]))).toEqual({ kind: 'pictures', pictures: [15, 0, 15, 3, 3] });
    expect(secretOf('digits', put('digits', [1, 2, 3, 4, 5]))).toBeUndefined();
    expect(put('pictures', [16, -1, 2])).toEqual([2]);
    expect(put('digits', [10, 9])).toEqual([9]);
  });
  it('is read from what was pasted', () => {
    expect(readDigits(' 40-71 93\n')).toEqual([4, 0, 7, 1, 9, 3]);
    expect(readDigits('clave 12345678')).toEqual([1, 2, 3, 4, 5, 6]);
  });
  it('is compared mark by mark', () => {
    expect(isSame([1, 2], [1, 2])).toBe(true);
    expect(isSame([1, 2], [2, 1])).toBe(false);
    expect(isSame([1, 2], [1, 2, 3])).toBe(false);
  });
  it('is not one that anybody would try first', () => {
    for (const easy of [[1, 1, 1, 1, 1, 1], [1, 2, 3, 4, 5, 6], [9, 8, 7, 6, 5, 4], [3, 4, 5, 6, 7]]) expect(isEasy(easy)).toBe(true);
    for (const fine of [[1, 2, 3, 4, 5, 7], [2, 4, 6, 8, 0, 2], [1, 1, 2, 2, 3, 3]]) expect(isEasy(fine)).toBe(false);
  });
});

describe('a wait', () => {
  it('is said in words', () => {
    expect([5, 1, 60, 61, 75, 120, 300].map(waitSaid)).toEqual([
      '5 segundos', '1 segundo', '1 minuto', '1 minuto y 1 segundo', '1 minuto y 15 segundos', '2 minutos', '5 minutos',
    ]);
  });
});
