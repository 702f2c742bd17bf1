/** What the peer links measure, for the weak-link indicator and for tests; it holds no addresses. */

import type { Mesh } from './mesh';
import type { LinkState } from './peer';

export interface LinkStats {
  id: string;
  state: LinkState;
  /** Round trip in milliseconds, where measured. */
  rtt: number | null;
  /** Share of packets lost on the way here, 0 to 1, since the call began. */
  loss: number;
  audio: {
    packetsReceived: number;
    totalAudioEnergy: number;
    audioLevel: number;
    totalSamplesReceived: number;
    concealedSamples: number;
  };
  video: { framesDecoded: number; framesPerSecond: number; frameWidth: number; frameHeight: number; freezeCount: number };
  sent: { audioBytes: number; videoBytes: number };
}

export type Quality = 'good' | 'weak' | 'lost';

export interface ConnectionStats {
  /** The worst of the links. */
  quality: Quality;
  participants: LinkStats[];
}

/** A round trip above this makes people talk over each other. */
const WEAK_RTT_MS = 500;
const WEAK_LOSS = 0.08;

export async function connectionStats(mesh: Mesh): Promise<ConnectionStats> {
  const participants = await Promise.all(
    [...mesh.links()].map(async ([id, link]) => {
      const report = await link.connection.getStats();
      return summarize(id, mesh.state(id) ?? 'connecting', report);
    }),
  );
  const qualities = participants.map((link) => qualityOf(link));
  const quality = qualities.includes('lost') ? 'lost' : qualities.includes('weak') ? 'weak' : 'good';
  return { quality, participants };
}

export function qualityOf(link: Pick<LinkStats, 'state' | 'rtt' | 'loss'>): Quality {
  if (link.state === 'disturbed') return 'lost';
  return (link.rtt ?? 0) > WEAK_RTT_MS || link.loss > WEAK_LOSS ? 'weak' : 'good';
}

function summarize(id: string, state: LinkState, report: RTCStatsReport): LinkStats {
  const stats: LinkStats = {
    id,
    state,
    rtt: null,
    loss: 0,
    audio: { packetsReceived: 0, totalAudioEnergy: 0, audioLevel: 0, totalSamplesReceived: 0, concealedSamples: 0 },
    video: { framesDecoded: 0, framesPerSecond: 0, frameWidth: 0, frameHeight: 0, freezeCount: 0 },
    sent: { audioBytes: 0, videoBytes: 0 },
  };
  let lost = 0;
  let received = 0;
  report.forEach((entry: Record<string, unknown>) => {
    if (entry['type'] === 'inbound-rtp') {
      lost += Math.max(0, number(entry['packetsLost']));
      received += number(entry['packetsReceived']);
      fill(entry['kind'] === 'audio' ? stats.audio : stats.video, entry);
    } else if (entry['type'] === 'outbound-rtp') {
      const bytes = number(entry['bytesSent']);
      if (entry['kind'] === 'audio') stats.sent.audioBytes += bytes;
      else stats.sent.videoBytes += bytes;
    } else if (entry['type'] === 'candidate-pair' && entry['nominated'] === true) {
      if (typeof entry['currentRoundTripTime'] === 'number') stats.rtt = entry['currentRoundTripTime'] * 1000;
    }
  });
  stats.loss = lost + received === 0 ? 0 : lost / (lost + received);
  return stats;
}

function fill(into: Record<string, number>, entry: Record<string, unknown>): void {
  for (const key of Object.keys(into)) into[key] = number(entry[key]);
}

function number(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
