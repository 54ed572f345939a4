import { describe, expect, test } from 'bun:test'
import { networkOf, parseIpAddress } from './ip-address.ts'

describe('an IP address (G12)', () => {
  test('has one text, whatever its spelling, brackets, port and zone', () => {
    const spellings = {
      '203.0.113.7': ['203.0.113.7', ' 203.0.113.7 ', '203.0.113.7:51234', '203.000.113.007'],
      '2001:db8:0:0:0:0:0:1': [
        '2001:db8::1',
        '2001:DB8::1',
        '2001:0db8:0000:0000:0000:0000:0000:0001',
        '2001:db8:0:0::1',
        '[2001:db8::1]',
        '[2001:db8::1]:443',
        '2001:db8::1%eth0',
        '[2001:db8::1%25eth0]:443',
        '2001:db8::0.0.0.1',
      ],
      '0:0:0:0:0:0:0:0': ['::', '0::0', '[::]:80'],
      '0:0:0:0:0:0:0:1': ['::1', '[::1]:8000'],
      '2001:db8:0:0:0:0:0:0': ['2001:db8::'],
    }
    for (const [address, texts] of Object.entries(spellings)) {
      expect(texts.map(text => [text, parseIpAddress(text)])).toEqual(texts.map(text => [text, address]))
    }
  })

  test('that is mapped to IPv6 is the IPv4 address', () => {
    for (const text of [
      '::ffff:203.0.113.7',
      '::FFFF:cb00:7107',
      '[::ffff:203.0.113.7]:80',
      '0:0:0:0:0:ffff:cb00:7107',
    ])
      expect([text, parseIpAddress(text)]).toEqual([text, '203.0.113.7'])
    expect(parseIpAddress('::fffe:203.0.113.7')).toBe('0:0:0:0:0:fffe:cb00:7107')
  })

  test('is nothing else', () => {
    const others = [
      '',
      'unknown',
      '_hidden',
      'example.com',
      '1.2.3',
      '1.2.3.4.5',
      '1.2.3.256',
      '1.2.3.4:',
      '1.2.3.4:123456',
      '1.2.3.4 5',
      ':',
      ':::',
      '1::2::3',
      '1:2:3:4:5:6:7',
      '1:2:3:4:5:6:7:8:9',
      '1:2:3:4::5:6:7:8',
      '12345::',
      '::1.2.3',
      '::1.2.3.4:5',
      '[1.2.3.4]',
      '[::1',
      '::1]',
      'g::1',
      '[::1]:x',
      `${'1:'.repeat(5000)}1`,
    ]
    expect(others.filter(text => parseIpAddress(text) !== null)).toEqual([])
  })

  test('belongs to the network of one customer: an IPv6 /64, and an IPv4 address alone', () => {
    const networks = ['2001:db8:1:2::1', '2001:DB8:1:2:ffff::', '2001:db8:1:3::1', '::1', '203.0.113.7'].map(
      text => networkOf(parseIpAddress(text) ?? ''),
    )
    expect(networks).toEqual([
      '2001:db8:1:2::/64',
      '2001:db8:1:2::/64',
      '2001:db8:1:3::/64',
      '0:0:0:0::/64',
      '203.0.113.7',
    ])
  })
})
