// @vitest-environment jsdom

import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { LatencyPanel } from '../../src/latency/LatencyPanel'

const nothing = { captureToRelay: null, relayToPage: null, pageToPaint: null, captureToPaint: null }

afterEach(cleanup)

describe('the latency panel', () => {
  it('shows each leg, and how true it is', () => {
    const legs = { ...nothing, captureToRelay: { median: 0.4, p99: 2.1, count: 9 } }
    render(<LatencyPanel latency={{ legs, offset: { offset: -3, uncertainty: 0.4, roundTrip: 0.8 }, seconds: 30 }} />)
    expect(screen.getByRole('row', { name: /Capture → relay/ }).textContent).toBe('Capture → relay0.4 ms2.1 ms')
    expect(screen.getByRole('row', { name: /Capture → paint/ }).textContent).toBe('Capture → paint––')
    expect(screen.getByText(/3\.0 ms behind this machine’s, ± 0\.4 ms/)).toBeTruthy()
  })

  it('takes a leg below 0 for what the clocks are apart', () => {
    const legs = { ...nothing, captureToRelay: { median: -23, p99: 2.1, count: 9 } }
    render(<LatencyPanel latency={{ legs, offset: null, seconds: 30 }} />)
    expect(screen.getByRole('row', { name: /Capture → relay/ }).textContent).toBe('Capture → relay0 ± 23 ms2.1 ms')
    expect(screen.getByText(/came out below 0/)).toBeTruthy()
  })

  it('says that the clocks have not been compared', () => {
    render(<LatencyPanel latency={{ legs: nothing, offset: null, seconds: 30 }} />)
    expect(screen.getByText(/has not been compared/)).toBeTruthy()
  })
})
