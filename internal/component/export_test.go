package component

import (
	"time"

	"github.com/proton-deployments/terraform-provider-proton/internal/attempt"
)

// IsUnclear returns what a clock decides of a deployment that began some time after the first cancel. The service's clock is between
// low and high ahead of the local one.
func IsUnclear(low, high, began time.Duration, contradictory bool) bool {
	clock := serverClock{sent: sentAt, known: true, low: low, high: high, contradictory: contradictory}
	return clock.isUnclear(sentAt.Add(began))
}

// Exchange is a request and the Date header of its response. All times are since the first cancel was sent.
type Exchange struct{ Sent, Received, Date time.Duration }

// CompareStart returns what exchanges tell about the start of a deployment.
func CompareStart(began time.Duration, exchanges ...Exchange) (isBefore, isAfter, isUnclear bool) {
	clock := serverClock{sent: sentAt}
	for _, e := range exchanges {
		clock.read(attempt.Exchange{Date: sentAt.Add(e.Date), Sent: sentAt.Add(e.Sent), Received: sentAt.Add(e.Received)})
	}
	at := sentAt.Add(began)
	return clock.isBeforeSend(at), clock.isAfterSend(at), clock.isUnclear(at)
}
