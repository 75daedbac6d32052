import type { StartFrom } from '@slipstream/shared';
import type { ResetOffsetDto } from '@slipstream/shared/dto';
import { invalidField } from '../../common/problems/problem-error.js';

/** What a reset is to do: one start for some streams, or an offset for each of some streams. */
export type ResetWish =
  | { kind: 'START'; start: StartFrom; streamIds: ReadonlySet<number> | undefined }
  | { kind: 'OFFSETS'; offsets: ReadonlyMap<number, { offset: number; path: string }> };

/** The ways to say where to go. */
const WAYS = { values: 'timestamp, type, streams' };

/**
 * Reads a request: exactly one of the two ways.
 *
 * @throws ProblemError VALIDATION_FAILED that names the field which is too many or missing
 */
export function readResetWish(body: ResetOffsetDto): ResetWish {
  const { type, timestamp, streams, streamIds } = body;
  if (streams !== undefined) {
    for (const path of ['type', 'timestamp', 'streamIds'] as const)
      if (body[path] !== undefined)
        throw invalidField(path, 'is not given together with streams', 'ONE_OF', WAYS);
    return { kind: 'OFFSETS', offsets: readOffsets(streams) };
  }
  if (type === undefined && timestamp === undefined)
    throw invalidField('timestamp', 'is needed, or type, or streams', 'ONE_OF', WAYS);
  if (type === 'TIMESTAMP' && timestamp === undefined)
    throw invalidField('timestamp', 'is needed when type is TIMESTAMP', 'START_TIME_NEEDED');
  if (type !== undefined && type !== 'TIMESTAMP' && timestamp !== undefined)
    throw invalidField('timestamp', 'is given only when type is TIMESTAMP', 'START_TIME_UNUSED');
  const start: StartFrom =
    timestamp === undefined ? { type: type ?? 'TIMESTAMP' } : { type: 'TIMESTAMP', timestamp };
  return {
    kind: 'START',
    start,
    streamIds: streamIds === undefined ? undefined : new Set(streamIds.map(Number)),
  };
}

function readOffsets(
  streams: NonNullable<ResetOffsetDto['streams']>,
): Map<number, { offset: number; path: string }> {
  const offsets = new Map<number, { offset: number; path: string }>();
  streams.forEach(({ id, offset }, index) => {
    if (offsets.has(Number(id))) throw invalidField(`streams.${index}.id`, 'is given twice', 'TWICE');
    offsets.set(Number(id), { offset: Number(offset), path: `streams.${index}` });
  });
  return offsets;
}
