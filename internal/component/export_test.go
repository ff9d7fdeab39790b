package component

import "time"

// IsUnclear returns what a clock decides of a deployment that began some time after the first cancel. The service's clock is between
// low and high ahead of the local one.
func IsUnclear(low, high, began time.Duration, contradictory bool) bool {
	sent := time.Date(2026, 8, 1, 12, 0, 0, 0, time.UTC)
	clock := serverClock{sent: sent, known: true, low: low, high: high, contradictory: contradictory}
	return clock.isUnclear(sent.Add(began))
}

// CompareStart returns what one exchange tells about a deployment. All times are since the first cancel was sent.
func CompareStart(sent, received, date, began time.Duration) (isBefore, isAfter, isUnclear bool) {
	clock := serverClock{sent: sentAt}
	clock.read(sentAt.Add(date), sentAt.Add(sent), sentAt.Add(received))
	at := sentAt.Add(began)
	return clock.isBeforeSend(at), clock.isAfterSend(at), clock.isUnclear(at)
}
