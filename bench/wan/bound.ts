import type { LinkSettings } from './link.ts';

/** What the streams of a run send. */
export interface BatchArithmetic {
  streams: number;
  /** Bytes of one message in a request, properties included. */
  messageBytes: number;
  /** Most messages of one batch. */
  batchMessages: number;
}

/** What bounds a run, messages per second: the wire, or one full batch per round trip and stream. */
export function boundOf({ roundTripMs, bytesPerSecond }: LinkSettings, batch: BatchArithmetic): number {
  const { streams, messageBytes, batchMessages } = batch;
  const serviceSeconds = (batchMessages * messageBytes) / bytesPerSecond;
  return Math.min(
    bytesPerSecond / messageBytes,
    (streams * batchMessages) / (roundTripMs / 1_000 + serviceSeconds),
  );
}
